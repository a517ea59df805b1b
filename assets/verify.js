// «Tự kiểm tra»: gives the figures on this page to a worker, which recomputes them from the log.
const box = document.querySelector("[data-verify]");
const say = (name, facts = {}) => (box.dataset[name] ?? "").replace(/%(\w+)%/g, (_, fact) => facts[fact] ?? "");
const part = (name) => box.querySelector(`[data-${name}]`);
const far = (name) => new URL(box.dataset[name], location).href;
const lang = document.documentElement.lang;
const number = (n) => n.toLocaleString(lang);
const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text ?? "" }, more);

const figures = () => [...document.querySelectorAll("main [data-figure]")];
const claim = (e) => ({ path: e.dataset.figure, value: e.getAttribute("value"), shown: e.textContent });

let worker, asked = 0;
const waiting = new Map();
function ask(message) {
	worker ??= begin();
	return new Promise((good, bad) => {
		waiting.set(++asked, { good, bad });
		worker.postMessage({ id: asked, ...message });
	});
}
function begin() {
	const made = new Worker(far("worker"), { type: "module" });
	made.onmessage = ({ data: { id, progress, answer, error } }) => {
		if (progress) return show(progress);
		const { good, bad } = waiting.get(id) ?? {};
		waiting.delete(id);
		error === undefined ? good?.(answer) : bad?.(error);
	};
	made.onerror = (event) => {
		for (const { bad } of waiting.values()) bad(event.message || say("failed"));
		waiting.clear();
		worker = undefined;
	};
	return made;
}

function show({ done, of, bytes }) {
	const bar = part("bar");
	if (of) bar.max = of, bar.value = done;
	part("how-far").textContent = say("working", { done: number(done), of: number(of), bytes: number(Math.ceil(bytes / 1024)) });
}

async function check() {
	const button = part("start"), all = figures();
	button.disabled = true;
	part("working-box").hidden = false;
	part("result").hidden = true;
	part("sentence").textContent = "";
	part("bar").removeAttribute("value");
	for (const e of all) e.classList.remove("agrees", "differs");
	const begun = performance.now();
	try {
		const { agrees, sentence, details, report, bytes, memory } = await ask({
			root: far("root"), module: far("module"), wasm: far("wasm"), sha256: box.dataset.sha256,
			asked: {
				lang: lang === "vi" ? "vi" : "en",
				scope: JSON.parse(box.dataset.scope),
				seen: { page: box.dataset.page, size: +box.dataset.size, claims: all.map(claim) },
			},
		});
		const wrong = new Set(report.differences.map((found) => found.field));
		const checked = new Set(all.map((e) => e.dataset.figure));
		for (const e of all) {
			e.classList.add(wrong.has(e.dataset.figure) ? "differs" : "agrees");
			e.tabIndex = 0;
			e.setAttribute("role", "button");
			e.title = say("whence");
		}
		box.classList.toggle("good", agrees);
		box.classList.toggle("bad", !agrees);
		part("sentence").textContent = sentence;
		const seconds = ((performance.now() - begun) / 1000).toLocaleString(lang, { maximumFractionDigits: 1 });
		Object.assign(part("cost").dataset, { bytes, memory });
		part("cost").textContent = say("cost", { seconds, bytes: number(Math.ceil(bytes / 1024)), memory: number(Math.ceil(memory / 1048576)) });
		list("differences", details.differences);
		list("not-checked", details.not_checked);
		part("compared").textContent = details.compared;
		part("key").textContent = report.key;
		part("root-hash").textContent = report.root ?? "";
		part("more").open = !agrees;
		part("hint").hidden = !checked.size;
	} catch (why) {
		box.classList.add("bad");
		part("sentence").textContent = say("sorry", { why: String(why?.message ?? why) });
		for (const name of ["differences", "not-checked"]) list(name, []);
	}
	part("working-box").hidden = true;
	part("result").hidden = false;
	button.disabled = false;
	button.textContent = say("again");
	part("sentence").focus();
}

function list(name, lines) {
	part(name).replaceChildren(...lines.map((line) => make("li", line)));
	part(name + "-box").hidden = !lines.length;
}

// Where a figure comes from: a sum, then the minutes of an area, then the pictures of the paper.
const dialog = box.querySelector("dialog");
async function whence(path) {
	const found = await ask({ origin: path }).catch(() => null);
	const rows = part("origin");
	rows.replaceChildren();
	if (!found) return rows.append(make("p", say("noOrigin"))), open();
	const { name, value, sum_of, adds_up, minutes } = found;
	rows.append(make("h2", `${name}: ${number(+value) === "NaN" ? value : number(+value)}`), make("p", path, { className: "path" }));
	if (sum_of.length) {
		rows.append(make("p", say(adds_up ? "addsUp" : "addsNot"), { className: adds_up ? "agrees" : "differs" }));
		const parts = make("ul", "", { className: "parts" });
		for (const part of sum_of) {
			const step = make("button", `${part.name}: ${part.value === null ? "–" : number(+part.value)}`, { type: "button", disabled: part.value === null });
			step.onclick = () => whence(part.path);
			const line = make("li");
			line.append(step);
			parts.append(line);
		}
		rows.append(parts);
	}
	if (minutes) {
		const facts = make("dl");
		const fact = (key, value) => value !== "" && value != null && facts.append(make("dt", say(key)), make("dd", value));
		fact("minutesArea", minutes.area);
		fact("minutesRecord", minutes.record === null ? "" : number(minutes.record));
		fact("minutesVersion", minutes.version);
		fact("minutesEntered", minutes.entered_by.join(", "));
		fact("minutesSigned", minutes.signed_by.join(", "));
		fact("minutesPublished", minutes.published_by);
		rows.append(facts);
		for (const scan of minutes.scans) {
			// A running node keeps blobs on one shelf, a copy in folders.
			const hash = scan.split("/").pop(), copy = far("root").replace(/checkpoint$/, "");
			const link = make("a", say("scan"), { href: box.dataset.served === "true" ? `${copy}blobs/${hash}` : copy + scan });
			rows.append(link, make("br"));
		}
	}
	open();
}
const open = () => dialog.open || dialog.showModal();
const chosen = (event) => event.target.closest?.("main [data-figure].agrees, main [data-figure].differs");
document.addEventListener("click", (event) => chosen(event) && whence(chosen(event).dataset.figure));
document.addEventListener("keydown", (event) => {
	if ((event.key !== "Enter" && event.key !== " ") || !chosen(event)) return;
	event.preventDefault();
	whence(chosen(event).dataset.figure);
});
part("close").onclick = () => dialog.close();

const start = part("start");
start.hidden = false;
start.onclick = check;
for (const link of document.querySelectorAll('a[href="#check"]')) link.addEventListener("click", () => start.disabled || check());
