// A page that was opened from a folder may start no worker, which the search runs in. Where that is so, this stands in
// for one: a hidden frame that runs the same script and passes the same messages.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.ready = new Promise((done) => {
        const frame = document.createElement("iframe");
        frame.hidden = true;
        document.body.appendChild(frame);
        this.inner = frame.contentWindow;
        const inner = this.inner;
        inner.postMessage = (data) => this.#tell(data);
        const script = new URL(address, location.href).href;
        inner.importScripts = (...files) =>
          files.reduce((before, file) => before.then(() => load(inner, new URL(file, script).href)), Promise.resolve());
        inner.document.write("<!doctype html><title>search</title>");
        inner.document.close();
        load(inner, script).then(done);
      });
    }
    #tell(data) {
      const event = new MessageEvent("message", { data });
      this.dispatchEvent(event);
      if (this.onmessage) this.onmessage(event);
    }
    postMessage(data) {
      this.ready.then(() => this.inner.dispatchEvent(new MessageEvent("message", { data })));
    }
    terminate() {}
  };
}
function load(inner, file) {
  return new Promise((done) => {
    const script = inner.document.createElement("script");
    script.src = file;
    script.onload = done;
    inner.document.body.appendChild(script);
  });
}
