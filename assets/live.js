// Loaded by every page, which works without it: brings the news of a count.
const all = (at, what) => [...at.querySelectorAll(what)];
const lang = document.documentElement.lang;

// [data-live]: an event names ids; these [data-part] elements are fetched and swapped.
async function swap(parts) {
	const got = {}, mark = (e) => e.id || e.getAttribute("href") || e.textContent;
	for (const old of parts) {
		const from = old.dataset.part, url = from || location.href;
		got[url] ??= fetch(url, { cache: "no-cache" }).then((a) => (a.ok ? a.text() : Promise.reject()));
		const page = new DOMParser().parseFromString(await got[url], "text/html");
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
}
function follow(root) {
	const note = root.querySelector(".lost");
	let wait = 2000, since = "";
	const say = (time) => {
		since = time;
		root.classList.toggle("stale", !!time);
		note.textContent = time && note.dataset.lost + " · " + time;
	};
	const lost = () => since || say(new Date().toLocaleTimeString(lang));
	const bring = (ids) => swap(all(root, "[data-part]").filter((p) => !ids[0] || ids.includes(p.id)))
		.then(() => { wait = 2000; say(""); }, lost);
	(function listen() {
		const line = new EventSource(root.dataset.live);
		line.onopen = () => since && bring([]);
		line.onmessage = (event) => bring(event.data.trim().split(/\s+/));
		line.onerror = () => {
			lost();
			if (line.readyState === 2) setTimeout(listen, (wait = Math.min(wait * 2, 6e4)));
		};
	})();
}

for (const root of all(document, "[data-live]")) follow(root);

// A form that was sent, and whose answer is another page, has arrived: its copy here goes.
try {
	const sent = localStorage["dienhong.sent"];
	const still = all(document, "form[data-draft]").some((form) => "dienhong." + form.dataset.draft === sent);
	if (sent && !still) localStorage.removeItem(sent);
	localStorage.removeItem("dienhong.sent");
} catch { /* nothing is kept where nothing may be stored */ }
