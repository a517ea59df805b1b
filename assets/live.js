// Loaded by every page, which works without it: brings the news of a count.
const all = (at, what) => [...at.querySelectorAll(what)];
const lang = document.documentElement.lang;

// [data-live]: an event names ids; these [data-part] elements are fetched and swapped. Answers how
// large the journal was when the oldest of the answers was made.
const size = (page) => +(/since=(\d+)/.exec(page.querySelector("[data-live]")?.dataset.live)?.[1] ?? Infinity);
async function swap(parts) {
	const got = {}, mark = (e) => e.id || e.getAttribute("href") || e.textContent;
	let oldest = Infinity;
	for (const old of parts) {
		const from = old.dataset.part, url = from || location.href;
		got[url] ??= fetch(url, { cache: "no-cache" }).then((a) => (a.ok ? a.text() : Promise.reject()));
		const page = new DOMParser().parseFromString(await got[url], "text/html");
		oldest = Math.min(oldest, size(page));
		const now = (page.getElementById(old.id) || (from ? page.body : old)).innerHTML;
		const here = document.activeElement, inside = old.contains(here);
		if (now === old.innerHTML || (inside && here.form && here.type !== "submit")) continue;
		const open = all(old, "[open]>summary").map(mark), at = inside && mark(here);
		old.innerHTML = now;
		for (const e of all(old, "a,button,summary,[tabindex]")) {
			if (e.matches("summary") && open.includes(mark(e))) e.parentNode.open = true;
			if (at && mark(e) === at) e.focus({ preventScroll: true });
		}
	}
	return oldest;
}
function follow(root) {
	const note = root.querySelector(".lost");
	let wait = 2000, since = "", news = 0;
	const say = (time) => {
		since = time;
		root.classList.toggle("stale", !!time);
		note.textContent = time && note.dataset.lost + " · " + time;
	};
	const lost = () => since || say(new Date().toLocaleTimeString(lang));
	// A page may be answered from before the news: it is asked for again when it is made anew.
	const bring = (ids, again = 5) =>
		swap(all(root, "[data-part]").filter((p) => !ids[0] || ids.includes(p.id))).then((made) => {
			wait = 2000;
			say("");
			const check = document.querySelector("[data-verify]");
			if (check && made < Infinity) check.dataset.size = made;
			if (made < news && again) setTimeout(bring, 800, ids, again - 1);
		}, lost);
	(function listen() {
		const line = new EventSource(root.dataset.live);
		line.onopen = () => since && bring([]);
		line.onmessage = (event) => {
			news = +event.lastEventId;
			bring(event.data.trim().split(/\s+/));
		};
		line.onerror = () => {
			lost();
			if (line.readyState === 2) setTimeout(listen, (wait = Math.min(wait * 2, 6e4)));
		};
	})();
}

for (const root of all(document, "[data-live]")) follow(root);

// What a page says has arrived needs no copy here any more.
try {
	for (const { dataset } of all(document, "[data-accepted]"))
		for (const key of Object.keys(localStorage))
			if (key.startsWith("dienhong." + dataset.accepted)) localStorage.removeItem(key);
} catch { /* nothing is kept where nothing may be stored */ }
