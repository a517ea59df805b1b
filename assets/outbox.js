// The console of a site: while the line is lost, what its secretary does is kept here with the time at which it
// happened, and sent when the line is back. Without this script the forms are sent as forms are.
const box = document.querySelector("[data-outbox]"), says = document.querySelector("[data-outbox-says]");
const key = "dienhong.outbox." + box.dataset.key;
const root = box.closest("[data-live]");
const read = () => {
	try { return JSON.parse(localStorage.getItem(key)) || { acts: [] }; } catch { return { acts: [] }; }
};
const keep = (held) => {
	try {
		if (held.acts.length) localStorage.setItem(key, JSON.stringify(held));
		else localStorage.removeItem(key);
	} catch { /* what cannot be kept stays in the page */ }
};
// The server's clock, as the page knows it.
const now = () => Date.now() + (+root.dataset.offset || 0);
let held = read(), sending = false;

function say(text) {
	says.textContent = text ? text.replace("{n}", held.acts.length) : "";
}
const names = { mark: ["presence", "reason"], ask: ["item", "kind"], unask: ["item"], answer: ["vote", "mark"] };
function act(form, button) {
	const fields = new FormData(form, button), step = form.dataset.held;
	const value = (name) => fields.get(step + "." + name) ?? "";
	const one = { act: step, happened: Math.round(now()), delegate: +value("delegate") };
	for (const name of names[step]) {
		const said = value(name);
		if (said !== "") one[name] = name === "mark" && step === "answer" ? +said : said;
	}
	return one;
}
function take(form, button) {
	held.lost ??= Math.round(now());
	// One delivery has one id, however often it is tried.
	held.id ??= [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
	held.acts.push(act(form, button));
	keep(held);
	form.closest("li")?.classList.add("held");
	say(box.dataset.saidKept);
}
async function deliver() {
	if (sending || !held.acts.length) return;
	sending = true;
	try {
		const body = JSON.stringify({ csrf: box.dataset.csrf, act: held.id, lost: held.lost, acts: held.acts });
		const answer = await fetch(box.dataset.outbox, { method: "POST", headers: { "content-type": "application/json" }, body });
		const told = await answer.json();
		if (told.done) {
			held = { acts: [] };
			keep(held);
			location.reload();
		} else say(told.says);
	} catch { say(box.dataset.saidKept); } finally { sending = false; }
}
document.addEventListener("submit", async (event) => {
	const form = event.target;
	if (!form.dataset.held || !form.reportValidity()) return;
	event.preventDefault();
	const button = event.submitter;
	// What is kept already goes first.
	if (held.acts.length || !navigator.onLine) { take(form, button); deliver(); return; }
	const fields = new URLSearchParams(new FormData(form, button));
	try {
		const limit = AbortSignal.timeout(4000);
		const answer = await fetch(form.action, { method: "POST", body: fields, signal: limit });
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		const wrong = page.querySelector(".notice.error");
		const roll = page.querySelector("#roll"), line = page.querySelector("#line");
		if (roll) document.querySelector("#roll").innerHTML = roll.innerHTML;
		if (line) document.querySelector("#line").innerHTML = line.innerHTML;
		say(wrong ? wrong.textContent : "");
	} catch { take(form, button); }
});
addEventListener("online", deliver);
setInterval(deliver, 5000);
if (held.acts.length) { say(box.dataset.saidKept); deliver(); }
