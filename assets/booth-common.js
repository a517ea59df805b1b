// What the booth and the trustee's page share: a worker that answers, words, files, requests that end.
export const all = (at, what) => [...at.querySelectorAll(what)];
export const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text === undefined ? "" : text }, more);

// The script of a page element: its words, its parts, and the functions of the worker by their names.
export function room(box) {
	const words = JSON.parse(box.dataset.says);
	const say = (name, facts = {}) => (words[name] || name).replace(/%(\w+)%/g, (_, fact) => (fact in facts ? facts[fact] : ""));
	const part = (name) => box.querySelector(`[data-${name}]`);
	const parts = (name) => all(box, `[data-${name}]`);
	const far = (name) => new URL(box.dataset[name], location.href).href;

	let worker, asked = 0;
	const waiting = new Map();
	const fail = (why) => {
		for (const { bad } of waiting.values()) bad({ code: "failed", detail: why });
		waiting.clear();
	};
	function ask(message, transfer = []) {
		return new Promise((good, bad) => {
			waiting.set(++asked, { good, bad });
			worker.postMessage({ id: asked, ...message }, transfer);
		});
	}
	const call = (name, ...values) => ask({ name, values });
	async function start() {
		if (typeof WebAssembly === "undefined" || typeof Worker === "undefined") throw { code: "no_wasm", detail: "" };
		worker = new Worker(far("worker"), { type: "module" });
		worker.onmessage = ({ data: { id, answer, error } }) => {
			const { good, bad } = waiting.get(id) || {};
			waiting.delete(id);
			if (!good) return;
			if (error === undefined) return good(answer);
			try { bad(JSON.parse(error)); } catch { bad({ code: "failed", detail: error }); }
		};
		worker.onerror = (event) => fail(event.message || "");
		await ask({ load: { module: far("module"), wasm: far("wasm"), sha256: box.dataset.sha256 } });
	}

	// What went wrong, said at once and where the reader is put; nothing hides it.
	function wrong(sentence) {
		const place = part("wrong");
		part("wrong-text").textContent = sentence || "";
		place.hidden = !sentence;
		if (sentence) place.focus();
	}
	const sorry = (why) => (words[why && why.code] ? say(why.code, { detail: why.detail }) : say("failed", { detail: (why && (why.detail || why.message)) || String(why) }));
	const progress = (sentence) => (part("progress").textContent = sentence || "");

	// Buttons are dead while something runs, so that nothing is done twice.
	let busy = false;
	async function once(act) {
		if (busy) return;
		busy = true;
		wrong("");
		const buttons = all(box, "button").filter((button) => !button.disabled);
		for (const button of buttons) button.disabled = true;
		try {
			return await act();
		} catch (why) {
			progress("");
			wrong(sorry(why));
		} finally {
			for (const button of buttons) button.disabled = false;
			busy = false;
		}
	}
	const acts = (does) => {
		for (const button of parts("act")) button.addEventListener("click", () => does[button.dataset.act] && once(does[button.dataset.act]));
	};
	const forms = (does) => {
		for (const form of parts("form"))
			form.addEventListener("submit", (event) => {
				event.preventDefault();
				if (does[form.dataset.form]) once(does[form.dataset.form]);
			});
	};
	return { box, say, part, parts, start, call, wrong, sorry, progress, once, acts, forms };
}

const PATIENCE = 30000;
// A request that ends: no cookie goes along, unless the page says so. Answers [status, text]; fails when the line is lost.
export async function request(url, { method = "GET", body, headers = {}, credentials = "omit", as = "text" } = {}) {
	const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
	try {
		const answer = await fetch(url, { method, body, headers, credentials, cache: "no-store", redirect: "error", signal: stop.signal });
		return [answer.status, await answer[as]()];
	} finally {
		clearTimeout(timer);
	}
}

// A file for its reader's own disk.
export function save(name, text, type = "text/plain;charset=utf-8") {
	const url = URL.createObjectURL(new Blob([text], { type }));
	const link = make("a", "", { href: url, download: name });
	document.body.append(link);
	link.click();
	link.remove();
	setTimeout(() => URL.revokeObjectURL(url), 10000);
}

export function read(file) {
	return new Promise((good, bad) => {
		const reader = new FileReader();
		reader.onload = () => good(reader.result);
		reader.onerror = () => bad({ code: "failed", detail: String(reader.error) });
		reader.readAsText(file);
	});
}

// A hash in groups of four, as people read characters to each other; four groups a line.
export function shown(place, hash) {
	place.dataset.value = hash;
	place.textContent = "";
	const groups = hash.match(/.{1,4}/g) || [];
	for (let at = 0; at < groups.length; at += 4) {
		const line = make("span");
		for (const group of groups.slice(at, at + 4)) line.append(make("i", group));
		place.append(line);
	}
}
