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
	// A meeting sends what everybody sees; the own part is fetched by those whom it concerns, not all at once.
	const mine = (root.dataset.push ?? "").split(" ");
	const tell = (told) => {
		say("");
		root.dataset.offset = told.now - Date.now();
		for (const [id, html] of Object.entries(told.parts)) {
			const part = root.querySelector("#" + id);
			if (part && part.innerHTML !== html) part.innerHTML = html;
		}
		if (told.touched.some((one) => mine.includes(one))) bring([]);
		else if (told.all) setTimeout(bring, Math.random() * told.spread, []);
	};
	(function listen() {
		const line = new EventSource(root.dataset.live);
		line.onopen = () => since && bring([]);
		line.onmessage = (event) => {
			news = +event.lastEventId;
			bring(event.data.trim().split(/\s+/));
		};
		line.addEventListener("told", (event) => tell(JSON.parse(event.data)));
		line.onerror = () => {
			lost();
			if (line.readyState === 2) setTimeout(listen, (wait = Math.min(wait * 2, 6e4)));
		};
	})();
}

for (const root of all(document, "[data-live]")) follow(root);

// A speech is counted down by the server's clock.
function tick() {
	for (const clock of all(document, "[data-ends]")) {
		const root = clock.closest("[data-now]");
		root.dataset.offset ??= +root.dataset.now - Date.now();
		const left = clock.dataset.ends - Date.now() - root.dataset.offset;
		const whole = Math.ceil(Math.abs(left) / 1000), over = left <= 0;
		const at = over ? Math.floor(Math.abs(left) / 1000) : whole;
		clock.querySelector("[data-left]").textContent =
			(over ? "+" : "") + Math.floor(at / 60) + ":" + String(at % 60).padStart(2, "0");
		clock.classList.toggle("over", over);
		clock.classList.toggle("warn", !over && left <= clock.dataset.warn * 1000);
	}
}
if (document.querySelector("[data-now]")) setInterval(tick, 250);

// A list that is dragged sends its order; beside each item stand buttons that do the same.
for (const list of all(document, "[data-sort]")) {
	let dragged;
	list.addEventListener("dragstart", (event) => (dragged = event.target.closest("[data-item]")));
	list.addEventListener("dragover", (event) => {
		const over = event.target.closest("[data-item]");
		if (!dragged || !over || over === dragged) return;
		event.preventDefault();
		const box = over.getBoundingClientRect();
		list.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? over : over.nextSibling);
	});
	list.addEventListener("drop", (event) => {
		event.preventDefault();
		const form = list.querySelector("form.moves");
		const order = all(list, "[data-item]").map((item) => item.dataset.item).join(" ");
		const fields = new URLSearchParams(new FormData(form));
		fields.set("step", "order");
		fields.set("order.order", order);
		fetch(list.dataset.sort, { method: "POST", body: fields }).then(() => location.reload());
	});
}

// What a page says has arrived needs no copy here any more.
try {
	for (const { dataset } of all(document, "[data-accepted]"))
		for (const key of Object.keys(localStorage))
			if (key.startsWith("dienhong." + dataset.accepted)) localStorage.removeItem(key);
} catch { /* nothing is kept where nothing may be stored */ }
