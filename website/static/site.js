// Language, search and the year of the map. Without it every page can be read; with it nothing is asked of anybody.
(function () {
  "use strict";
  const root = document.currentScript.dataset.root;
  const page = document.documentElement;
  const button = document.getElementById("lang");

  function remembered() {
    try { return localStorage.getItem("duixian-lang"); } catch (error) { return null; }
  }
  function speak(lang) {
    // What stands at the top of the window stays there.
    const at = document.elementFromPoint(innerWidth / 2, 90);
    const held = at && at.closest(".para, tr, section, figure, li");
    const before = held ? held.getBoundingClientRect().top : 0;
    page.dataset.lang = lang;
    page.lang = lang === "en" ? "en" : "zh-CN";
    button.textContent = lang === "en" ? "中文" : "English";
    if (held) scrollBy({ top: held.getBoundingClientRect().top - before, behavior: "instant" });
    try { localStorage.setItem("duixian-lang", lang); } catch (error) { /* nothing is kept then */ }
  }
  button.addEventListener("click", () => speak(page.dataset.lang === "en" ? "zh" : "en"));
  if (remembered() === "en") speak("en");

  const field = document.getElementById("q");
  const found = document.getElementById("found");
  let asked = null;
  function index() {
    // A page opened from a folder may load scripts and nothing else.
    asked = asked || new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = root + "search.js";
      script.onload = () => done(window.DUIXIAN.map((entry) => [...entry, entry.slice(1).join(" ").toLowerCase()]));
      script.onerror = failed;
      document.head.append(script);
    });
    return asked;
  }
  function score(entry, words) {
    if (!words.every((word) => entry[4].includes(word))) return -1;
    const name = entry[1].toLowerCase();
    return (name === words.join(" ") ? 100 : 0) + (name.startsWith(words[0]) ? 10 : 0) + (entry[2] === "报告" ? 0 : 5) - name.length / 100;
  }
  async function search() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const entries = words.length ? await index() : [];
    const hits = entries.map((entry) => [score(entry, words), entry]).filter(([points]) => points >= 0);
    hits.sort((a, b) => b[0] - a[0]);
    found.replaceChildren(...hits.slice(0, 20).map(([, entry]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const kind = document.createElement("small");
      link.href = root + entry[0];
      link.textContent = entry[1] + " ";
      kind.textContent = entry[2] + " " + entry[3];
      link.append(kind);
      item.append(link);
      return item;
    }));
    if (words.length && !hits.length) {
      const item = document.createElement("li");
      item.textContent = "没有找到 Nothing found";
      found.append(item);
    }
    found.hidden = !words.length;
  }
  field.addEventListener("input", search);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = found.querySelector("a");
    if (first) location.href = first.href;
  });
  field.form.addEventListener("keydown", (event) => {
    const links = [...found.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") { found.hidden = true; field.focus(); }
    if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[Math.min(at + 1, links.length - 1)].focus(); }
    if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (links[at - 1] || field).focus(); }
  });
  document.addEventListener("click", (event) => { if (!field.form.contains(event.target)) found.hidden = true; });

  const year = document.getElementById("year");
  if (year) {
    const data = JSON.parse(document.getElementById("tile-data").textContent);
    year.addEventListener("input", () => {
      const now = data.years[year.value];
      document.getElementById("year-now").textContent = now;
      year.setAttribute("aria-valuetext", now);
      for (const tile of document.querySelectorAll("#tiles .tile")) {
        const counts = (data.tiles[tile.dataset.code] || {})[now];
        const share = counts ? counts[0] / counts[1] : null;
        tile.querySelector("i").textContent = counts ? Math.floor(100 * share) + "%" : "";
        tile.dataset.band = counts ? String(share < 0.5 ? 1 : share < 0.75 ? 2 : share < 0.9 ? 3 : 4) : "0";
      }
    });
  }
})();
