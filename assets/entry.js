// Loaded by a page where a paper is typed in, which works without it: keys, sums, drafts.
const all = (at, what) => [...at.querySelectorAll(what)];
const on = (at, what, does) => at.addEventListener(what, does);
const lang = document.documentElement.lang;

// Counts: 1234, 1.234 and 1 234 are one number; anything else is left for the server to refuse.
const dots = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, /^en/.test(lang) ? "," : ".");
const plain = (text) => /^\s*(\d+|\d{1,3}([.,\s]\d{3})+)\s*$/.test(text) ? text.replace(/\D/g, "").replace(/^0+(?=\d)/, "") : null;
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
	on(form, "keydown", (event) => {
		const { key, shiftKey: shift, target: at } = event;
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
	on(form, "focusin", ({ target }) => counts(target) && target.select());
	on(form, "focusout", ({ target }) => { tidy(target); sums(); });
	on(form, "wheel", ({ target }) => target.type === "number" && target.blur());
	on(form, "input", sums);
	sums();
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
	const say = (what) => { form.querySelector(".draft").textContent = form.dataset["said" + what] || ""; };
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
	let pause;
	const post = () => url ? fetch(url, { method: "POST", body: new URLSearchParams(new FormData(form)) })
		.then((a) => (a.ok ? (drop(), say("Saved")) : keep()), keep) : navigator.onLine || keep();
	on(form, "input", () => { clearTimeout(pause); pause = setTimeout(post, 1500); });
	on(window, "offline", keep);
	on(window, "online", post);
	on(form, "submit", (event) => {
		clearTimeout(pause);
		keep();
		if (navigator.onLine) { say(""); store("set", "dienhong.sent", key); } else event.preventDefault();
	});
}

all(document, "form[data-keys]").forEach(entry);
all(document, "form[data-draft]").forEach(drafts);
