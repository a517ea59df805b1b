// Compares a paper that somebody reads with what is published, in this browser alone: nothing is sent.
// Counts are integers; sums are BigInt.
const LINE = /^(voters_total|took_part|issued|returned|valid|invalid|votes\.[1-9]\d{0,2})$/;
const MOST = 5 * 1024 * 1024;
const lang = document.documentElement.lang;
const show = (n) => BigInt(n).toLocaleString(lang);
const fill = (text, facts) => text.replace(/%(\w+)%/g, (_, fact) => facts[fact] ?? "");
/// What was typed as a count, without the dots between thousands; null: no count.
const count = (text) => {
	const plain = String(text).trim().replace(/[.,\s](?=\d{3}(\D|$))/g, "");
	return /^\d{1,9}$/.test(plain) ? Number(plain) : null;
};

const key = (election) => `dienhong.copies.${election}`;
/// The copies kept here: by area, its constituency and its lines.
function kept(election) {
	try {
		return read(JSON.parse(localStorage.getItem(key(election)) ?? "null"), election);
	} catch {
		return new Map();
	}
}
function keep(election, copies) {
	try {
		localStorage.setItem(key(election), JSON.stringify(written(election, copies)));
	} catch {
		// A browser that keeps nothing still compares.
	}
}
const written = (election, copies) => ({
	election,
	areas: [...copies].map(([area, { constituency, lines }]) => ({ area, constituency, lines: Object.fromEntries(lines) })),
});
/// Copies from a file or from this browser; whoever wrote them, only what has the right shape is taken.
function read(data, election) {
	if (typeof data?.election !== "string" || !Array.isArray(data.areas)) throw "wrongShape";
	if (data.election !== election) throw "wrongElection";
	const copies = new Map();
	for (const one of data.areas) {
		const { area, constituency, lines } = one ?? {};
		if (typeof area !== "string" || !area || area.length > 64 || !Number.isInteger(constituency) || constituency < 1 || typeof lines !== "object" || !lines) throw "wrongShape";
		const taken = new Map();
		for (const [line, value] of Object.entries(lines)) {
			if (!LINE.test(line) || !Number.isInteger(value) || value < 0 || value > 999999999) throw "wrongShape";
			taken.set(line, value);
		}
		copies.set(area, { constituency, lines: taken });
	}
	return copies;
}

/// The rows of a CSV file, with quotes as RFC 4180 has them.
function rows(text) {
	const all = [];
	let row = [], cell = "", quoted = false;
	for (let at = 0; at < text.length; at++) {
		const c = text[at];
		if (quoted) {
			if (c !== '"') cell += c;
			else if (text[at + 1] === '"') cell += '"', at++;
			else quoted = false;
		} else if (c === '"') quoted = true;
		else if (c === ",") row.push(cell), (cell = "");
		else if (c === "\n" || c === "\r") {
			if (c === "\r" && text[at + 1] === "\n") at++;
			row.push(cell), all.push(row), (row = []), (cell = "");
		} else cell += c;
	}
	if (cell || row.length) row.push(cell), all.push(row);
	return all;
}
const HEAD = ["election", "area", "constituency", "line", "count"];
const quote = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
function csv(election, copies) {
	const all = [HEAD];
	for (const [area, { constituency, lines }] of copies) for (const [line, value] of lines) all.push([election, area, String(constituency), line, String(value)]);
	return all.map((row) => row.map(quote).join(",")).join("\r\n") + "\r\n";
}
function fromCsv(text, election) {
	const [head, ...all] = rows(text.replace(/^\ufeff/, ""));
	if (head?.join() !== HEAD.join()) throw "wrongShape";
	const areas = new Map();
	for (const row of all) {
		if (row.length !== HEAD.length || !/^\d{1,9}$/.test(row[4])) throw "wrongShape";
		if (row[0] !== election) throw "wrongElection";
		const known = areas.get(row[1]) ?? { area: row[1], constituency: Number(row[2]), lines: {} };
		known.lines[row[3]] = Number(row[4]);
		areas.set(row[1], known);
	}
	return read({ election, areas: [...areas.values()] }, election);
}

const box = document.querySelector("[data-compare]");
if (box) {
	const { election, area, constituency } = box.dataset;
	const lines = [...box.querySelectorAll("tr[data-line]")];
	const put = () => {
		const copies = kept(election), typed = new Map();
		let equal = 0, differs = 0;
		for (const row of lines) {
			const input = row.querySelector("input"), verdict = row.querySelector("[data-verdict]");
			const value = input.value.trim() === "" ? undefined : count(input.value);
			input.toggleAttribute("aria-invalid", value === null);
			row.classList.remove("agrees", "differs");
			if (value === undefined) verdict.textContent = box.dataset.empty;
			else if (value === null) verdict.textContent = box.dataset.bad;
			else {
				typed.set(row.dataset.line, value);
				if (row.dataset.value === undefined) verdict.textContent = box.dataset.notYet;
				else {
					const same = Number(row.dataset.value) === value;
					same ? equal++ : differs++;
					verdict.textContent = same ? `= ${box.dataset.equal}` : `≠ ${box.dataset.differs}`;
					verdict.className = same ? "agrees" : "differs";
					continue;
				}
			}
			verdict.className = "";
		}
		typed.size ? copies.set(area, { constituency: Number(constituency), lines: typed }) : copies.delete(area);
		keep(election, copies);
		box.querySelector("[data-total]").textContent = fill(box.dataset.sum, { typed: typed.size, equal, differs });
		box.querySelector("[data-forget]").hidden = !typed.size;
	};
	const before = kept(election).get(area)?.lines;
	for (const row of lines) {
		const input = row.querySelector("input");
		input.value = before?.get(row.dataset.line) ?? "";
		input.addEventListener("input", put);
	}
	put();
	box.querySelector("[data-forget]").onclick = () => {
		for (const row of lines) row.querySelector("input").value = "";
		put();
		lines[0].querySelector("input").focus();
	};
	box.querySelector("[data-photo]").onchange = ({ target }) => {
		const file = target.files[0], figure = box.querySelector("[data-picture]");
		figure.hidden = !file?.type.startsWith("image/");
		if (figure.hidden) return;
		// Pages may show pictures of their own and data, nothing else: the photo becomes data, here.
		const reader = new FileReader();
		reader.onload = () => (figure.querySelector("img").src = reader.result);
		reader.readAsDataURL(file);
	};
}

const sums = document.querySelector("[data-copies]");
if (sums) {
	const { election } = sums.dataset;
	const part = (name) => sums.querySelector(`[data-${name}]`);
	let official = new Map();
	const draw = () => {
		const copies = kept(election);
		part("none").hidden = copies.size > 0;
		part("copied").hidden = !copies.size;
		for (const table of sums.querySelectorAll("[data-constituency]")) {
			const own = [...copies].filter(([, copy]) => copy.constituency === Number(table.dataset.constituency));
			table.hidden = !own.length;
			table.querySelector("[data-how-many]").textContent = fill(sums.dataset.areas, { count: show(own.length), all: show(table.dataset.of) });
			for (const row of table.querySelectorAll("tr[data-line]")) {
				const line = row.dataset.line;
				const typed = own.filter(([, copy]) => copy.lines.has(line));
				const sum = typed.reduce((all, [, copy]) => all + BigInt(copy.lines.get(line)), 0n);
				const published = typed.map(([area]) => official.get(area)?.get(line));
				const whole = typed.length > 0 && published.every((value) => value !== undefined);
				const theirs = whole ? published.reduce((all, value) => all + BigInt(value), 0n) : null;
				const verdict = row.querySelector("[data-verdict]");
				row.querySelector("[data-own]").textContent = typed.length ? show(sum) : "–";
				row.querySelector("[data-official]").textContent = whole ? show(theirs) : "–";
				verdict.textContent = !typed.length ? "" : !whole ? sums.dataset.notYet : theirs === sum ? `= ${sums.dataset.equal}` : `≠ ${sums.dataset.differs}`;
				verdict.className = !whole ? "" : theirs === sum ? "agrees" : "differs";
			}
		}
		const here = location.pathname.replace(/compare\/?(index\.html)?$/, "");
		const end = location.pathname.endsWith("index.html") ? "/compare/index.html" : "/compare";
		part("list").replaceChildren(...[...copies.keys()].sort().map((area) => {
			const line = document.createElement("li");
			line.append(Object.assign(document.createElement("a"), { textContent: area, href: `${here}areas/${encodeURIComponent(area)}${end}` }));
			return line;
		}));
	};
	const give = (name, type, text) => {
		const link = Object.assign(document.createElement("a"), { download: name, href: `data:${type};charset=utf-8,${encodeURIComponent(text)}` });
		link.click();
	};
	part("json").onclick = () => give(`${election}.json`, "application/json", JSON.stringify(written(election, kept(election)), null, 1));
	part("csv").onclick = () => give(`${election}.csv`, "text/csv", csv(election, kept(election)));
	sums.querySelector("input[type=file]").onchange = async ({ target }) => {
		const file = target.files[0];
		if (!file) return;
		try {
			if (file.size > MOST) throw "tooLarge";
			const text = await file.text();
			let theirs;
			try {
				theirs = text.trimStart().startsWith("{") ? read(JSON.parse(text), election) : fromCsv(text, election);
			} catch (why) {
				throw typeof why === "string" ? why : "wrongShape";
			}
			const copies = kept(election), conflicts = [];
			let taken = 0, same = 0;
			for (const [area, copy] of theirs) {
				const own = copies.get(area);
				if (!own) copies.set(area, copy), taken++;
				else if (own.constituency === copy.constituency && own.lines.size === copy.lines.size && [...own.lines].every(([line, value]) => copy.lines.get(line) === value)) same++;
				else conflicts.push(area);
			}
			keep(election, copies);
			part("said").textContent = fill(sums.dataset.imported, { count: show(taken), same: show(same), conflicts: show(conflicts.length), areas: conflicts.slice(0, 20).join(", ") });
		} catch (why) {
			part("said").textContent = fill(sums.dataset.importBad, { why: sums.dataset[why] ?? String(why) });
		}
		target.value = "";
		draw();
	};
	draw();
	// The official figures of the same areas, once they are here.
	fetch(new URL(sums.dataset.root, location)).then((answer) => (answer.ok ? answer.text() : "")).then((text) => {
		const [head = [], ...all] = rows(text.replace(/^\ufeff/, ""));
		const at = head.indexOf("area");
		for (const row of all) {
			const lines = new Map(head.map((name, place) => [name, row[place]]).filter(([line, value]) => LINE.test(line) && /^\d+$/.test(value ?? "")));
			if (lines.size) official.set(row[at], lines);
		}
		draw();
	}, () => {});
}
