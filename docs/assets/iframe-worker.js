// The search runs in a worker, which browsers do not start from a folder (file://): there a hidden frame stands in.
if (location.protocol === "file:") {
  // The theme knows by this name that its scripts are loaded by address, relative to the first one.
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const at = new URL(url, location.href).href;
      this.onmessage = this.onerror = null;
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "search";
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      const load = (address) => new Promise((done, failed) => {
        const script = inside.document.createElement("script");
        Object.assign(script, { src: new URL(address, at).href, onload: done, onerror: failed });
        inside.document.body.append(script);
      });
      inside.importScripts = (...addresses) =>
        addresses.reduce((before, address) => before.then(() => load(address)), Promise.resolve());
      inside.postMessage = (data) => {
        const message = new MessageEvent("message", { data });
        this.dispatchEvent(message);
        if (this.onmessage) this.onmessage(message);
      };
      this.ready = load(at);
    }
    postMessage(data) {
      this.ready.then(() => {
        const inside = this.frame.contentWindow;
        inside.dispatchEvent(new inside.MessageEvent("message", { data }));
      });
    }
    terminate() { this.frame.remove(); }
  };
}
