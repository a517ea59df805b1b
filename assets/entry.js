// Loaded by a page where a paper is typed in, which works without it: keys, sums, drafts.
const all = (at, what) => [...at.querySelectorAll(what)];
const on = (at, what, does) => at.addEventListener(what, does);
const lang = document.documentElement.lang;

// Counts: 1234, 1.234 and 1 234 are one number; anything else is left for the server to refuse.
const mark = /^en/.test(lang) ? "," : ".";
const dots = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, mark);
const count = new RegExp(`^(\\d+|[1-9]\\d{0,2}([.\\s${mark}])\\d{3}(\\2\\d{3})*)$`);
const plain = (text) => count.test(text.trim()) ? text.replace(/\D/g, "").replace(/^0+(?=\d)/, "") : null;
const counts = (f) => f.matches("[data-count]");
const tidy = (f) => { if (counts(f)) f.value = dots(plain(f.value) ?? "") || f.value; };

function entry(form) {
	const go = (f) => f && (f.focus(), f.select?.());
	const strong = form.querySelector(".strong"), send = () => form.requestSubmit(strong);
	const sums = () => {
		for (const out of all(form, "[data-sum]")) {
			const ns = out.dataset.sum.split(" ").map((id) => plain(form.elements[id].value || "0"));
			out.value = ns.includes(null) ? "–" : dots("" + ns.reduce((sum, n) => sum + +n, 0));
		}
	};
	// From anywhere on the page but another form, where Enter is that form's, or a link.
	on(document, "keydown", (event) => {
		const { key, shiftKey: shift, target: at } = event, ours = form.contains(at);
		if (!ours && (key !== "Enter" || !shift || at.closest("form,a,dialog"))) return;
		const list = all(form, "input:not([type=hidden],[readonly]),select,textarea").filter((f) => f.offsetParent);
		const i = list.indexOf(at), next = list[i + 1];
		if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
		if (key === "Enter" && shift) send();
		else if (i < 0) return;
		else if (key === "Enter" && at.type !== "textarea") go((at.type !== "radio" && next) || strong);
		else if (/^Arrow(Up|Down)$/.test(key) && /text|file|checkbox/.test(at.type) && at.type !== "textarea")
			go(key === "ArrowUp" ? list[shift ? 0 : i - 1] : shift ? list.at(-1) : next);
		else if (key === "*" && counts(at)) {
			const rest = list.slice(i).filter((f) => counts(f) && f.closest("fieldset") === at.closest("fieldset"));
			for (const f of rest) f.value ||= "0";
			go(list[i + rest.length] || strong);
			form.dispatchEvent(new Event("input"));
		} else if (key === "+" && counts(at)) send();
		else return;
		event.preventDefault();
	});
	let escaped = -1e4;
	on(document, "keydown", (event) => {
		if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
		const twice = event.timeStamp - escaped < 800, to = form.dataset.leave;
		escaped = event.timeStamp;
		if (!twice || !to) return;
		event.preventDefault();
		const box = document.getElementById(to);
		box ? box.showModal() : (location.href = to);
	});
	const line = document.querySelector("[data-line]");
	on(form, "focusin", ({ target }) => {
		if (counts(target)) target.select();
		const name = target.labels?.[0]?.textContent;
		if (line) line.textContent = name ? line.dataset.line + " " + name : "";
	});
	on(form, "focusout", ({ target }) => { tidy(target); sums(); });
	on(form, "wheel", ({ target }) => target.type === "number" && target.blur());
	on(form, "input", sums);
	sums();
}

// What the checks say about the draft stands at its fields; a finding shown already is not said twice.
function notice(form, html) {
	for (const old of all(form, "[data-at]")) old.remove();
	for (const found of all(new DOMParser().parseFromString(html, "text/html"), "[data-at]"))
		if (!document.getElementById(found.id.replace("noticed", "finding")))
			form.elements[found.dataset.at]?.closest(".field").after(found);
	return all(form, "[data-at]").map((found) => found.querySelector("b").textContent);
}

// Drafts: kept here while the line is lost, sent when typing pauses, put back on return.
const DAY = 864e5;
const store = (does, ...what) => { try { return localStorage[does + "Item"](...what); } catch { return null; } };
const fieldsOf = (form) => [...form.elements].filter((f) => f.name && !/hidden|password|file|submit|fieldset/.test(f.type));
const part = (f) => (/radio|checkbox/.test(f.type) ? "checked" : "value");
const named = (f) => f.name + (f.type === "radio" ? "=" + f.value : "");
const worth = (f) => (counts(f) && plain(f.value)) || f[part(f)];
const typed = (form) => JSON.stringify(Object.fromEntries(fieldsOf(form).map((f) => [named(f), worth(f)])));
function drafts(form) {
	const key = "dienhong." + form.dataset.draft, url = form.dataset.draftUrl;
	const say = (what, more = []) =>
		(form.querySelector(".draft").textContent = [form.dataset["said" + what], ...more].join(" · "));
	const keep = () => { store("set", key, Date.now() + " " + typed(form)); say("Kept"); };
	const drop = () => store("remove", key);
	const [, at, was] = /^(\d+) (.*)/.exec(store("get", key)) || [];
	// By name: the answer to a check may hold other fields than the page that was sent.
	const values = was && Date.now() - at < DAY ? JSON.parse(was) : {};
	const lost = fieldsOf(form).filter((f) => (values[named(f)] ?? worth(f)) !== worth(f));
	if (lost.length) {
		for (const f of lost) { f[part(f)] = values[named(f)]; tidy(f); }
		form.dispatchEvent(new Event("input"));
		say("Restored");
	} else drop();
	let pause = 0;
	const post = () => {
		pause = 0;
		return url ? fetch(url, { method: "POST", body: new URLSearchParams(new FormData(form)) })
			// Where another page answers, the session has ended: the draft has not arrived.
			.then(async (a) => a.ok && !a.redirected ? (drop(), say("Saved", notice(form, await a.text()))) : keep())
			.catch(keep) : navigator.onLine || keep();
	};
	const soon = (wait) => { clearTimeout(pause); pause = setTimeout(post, wait); };
	on(form, "input", () => soon(1500));
	on(form, "focusout", () => pause && soon(150));
	on(window, "offline", keep);
	on(window, "online", post);
	on(form, "submit", (event) => {
		clearTimeout(pause);
		keep();
		if (navigator.onLine) say(""); else event.preventDefault();
	});
}

all(document, "form[data-keys]").forEach(entry);
all(document, "form[data-draft]").forEach(drafts);
