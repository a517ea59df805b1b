// The booth: who, choices, review, encrypt, then cast or open, and the receipt. The credential stays in this page's
// memory; choices survive a reload in this tab alone, until the ballot is in the box.
import { all, make, read, request, room, save, shown } from "./booth-common.js";

const box = document.querySelector("[data-booth]");
const { say, part, parts, start, call, wrong, progress, once, acts, forms } = room(box);
const at = box.dataset.at, open = box.dataset.open === "true", lang = document.documentElement.lang;

// What this tab keeps: {choices}, then {sent: {tracker, content, ballot}}, then {receipt: {tracker, content, at}}.
const KEY = "dienhong.booth." + box.dataset.fingerprint;
function keep(what) {
	try { what ? sessionStorage.setItem(KEY, JSON.stringify(what)) : sessionStorage.removeItem(KEY); } catch { /* nothing may be stored here */ }
}
function kept() {
	try { return JSON.parse(sessionStorage.getItem(KEY)) || {}; } catch { return {}; }
}

let credential = "", names = null, sent = null, receipt = null, opened = "";

function show(name) {
	for (const step of parts("step")) step.hidden = step.dataset.step !== name;
	const heading = box.querySelector(`#step-${name}-h`);
	if (heading) heading.focus();
	progress(heading ? say("step", { step: heading.textContent }) : "");
}

function error(name, sentence) {
	const place = box.querySelector(`[data-error="${name}"]`);
	place.textContent = sentence;
	place.hidden = !sentence;
	return !sentence;
}

// Who you are
const field = part("credential");
function refuse(sentence) {
	error("credential", sentence);
	field.setAttribute("aria-invalid", "true");
	field.focus();
}
async function who() {
	const typed = field.value;
	try {
		await call("credential", typed);
	} catch (why) {
		if (!/^credential/.test(why.code)) throw why;
		return refuse(say(why.code, { detail: why.detail }));
	}
	error("credential", "");
	field.removeAttribute("aria-invalid");
	credential = typed;
	field.value = "";
	show("choose");
}
// A scanned link holds the credential behind the `#`, which no browser sends; it leaves the address bar at once.
function scanned() {
	if (!/^#[1-9A-Za-z-]{15,19}$/.test(location.hash)) return false;
	field.value = location.hash.slice(1);
	history.replaceState(null, "", location.pathname + location.search);
	return true;
}

// Choices: of each question a 0 or 1 for each slot
const questions = () => parts("question");
const inputs = (question) => all(question, "input");
const chosen = (question) => {
	const slots = new Array(+question.dataset.slots).fill(0);
	for (const input of inputs(question)) if (input.checked) slots[+input.value] = 1;
	return slots;
};
const choices = () => questions().map(chosen);
const number = (question) => inputs(question).filter((input) => input.checked && !("blank" in input.dataset)).length;
const isBlank = (question) => inputs(question).some((input) => input.checked && "blank" in input.dataset);
function count(question) {
	const place = question.querySelector("[data-count-of]");
	if (place) place.textContent = isBlank(question) ? say("blank") : say("chosen", { count: number(question), max: question.dataset.max });
}
function fault(question) {
	const n = number(question), { min, max } = question.dataset, facts = { count: n, min, max };
	if (isBlank(question)) return "";
	if (n < +min) return say(min === "1" && max === "1" ? "not_one" : "too_few", facts);
	return n > +max ? say("too_many", facts) : "";
}
function changed({ target }) {
	const question = target.closest("[data-question]");
	// A blank vote is nothing else, and something else is no blank vote.
	if (target.type === "checkbox" && target.checked)
		for (const other of inputs(question)) if (("blank" in other.dataset) !== ("blank" in target.dataset)) other.checked = false;
	count(question);
	if (!question.querySelector("[data-error]").hidden) error(question.id, fault(question));
	keep({ choices: choices() });
}
function restore(were) {
	if (!were || were.length !== questions().length) return;
	let some = false;
	questions().forEach((question, i) => {
		for (const input of inputs(question)) some = (input.checked = were[i][+input.value] === 1) || some;
		count(question);
	});
	part("restored").hidden = !some;
}
function choose() {
	let first = null;
	for (const question of questions()) if (!error(question.id, fault(question))) first = first || question;
	if (first) return inputs(first)[0].focus();
	tell(part("review"), choices());
	show("review");
}
// Choices in words, from the page's own labels
function tell(place, rows) {
	place.textContent = "";
	questions().forEach((question, i) => {
		const words = inputs(question).filter((input) => rows[i] && rows[i][+input.value] === 1);
		const said = words.map((input) => input.labels[0].textContent).join("; ");
		const row = make("div");
		row.append(make("dt", question.querySelector("legend").textContent), make("dd", said || say("nothing")));
		place.append(row);
	});
}

// Encrypt, then cast or open
function name() {
	for (const place of parts("tracker")) shown(place, names.tracker);
	for (const place of parts("content")) shown(place, names.content);
}
async function encrypt() {
	if (!credential) return show("who");
	const bar = part("encrypting");
	progress(say("encrypting"));
	bar.hidden = false;
	try {
		names = await call("encrypt", credential, JSON.stringify(choices()));
	} finally {
		bar.hidden = true;
	}
	name();
	show("sealed");
	progress(say("encrypted"));
}
async function cast() {
	const ballot = await call("cast");
	sent = { ...names, ballot };
	keep({ sent });
	await send();
}
const moment = (millis) => new Date(millis).toLocaleString(lang);
async function send() {
	progress(say("sending"));
	let status, said;
	try {
		const headers = { "content-type": "application/json" };
		const [code, text] = await request(at + "/ballots", { method: "POST", body: sent.ballot, headers });
		[status, said] = [code, JSON.parse(text)];
	} catch {
		return lost();
	}
	if (said.tracker === sent.tracker) return arrived(said.at);
	if (/^(ballot\.already_cast|vote\.ballot_cast_twice)$/.test(said.refused)) return ask();
	if (!said.refused || status >= 500) return lost();
	// Refused: the choices are on the page still.
	keep({ choices: choices() });
	sent = null;
	const why = say("refused", { why: said.sentence || said.refused });
	if (/credential$/.test(said.refused) || !credential) {
		show("who");
		return refuse(why);
	}
	tell(part("review"), choices());
	show("review");
	progress("");
	wrong(why);
}
function lost() {
	show("lost");
	part("asked").textContent = say("unsure");
}
function arrived(when) {
	receipt = { tracker: sent.tracker, content: sent.content, at: typeof when === "number" ? moment(when) : when || "" };
	sent = null;
	for (const input of all(box, "[data-question] input")) input.checked = false;
	questions().forEach(count);
	part("restored").hidden = true;
	keep({ receipt });
	show("receipt");
	part("cast-at").textContent = receipt.at ? say("cast_at", { when: receipt.at }) : "";
	progress(say("arrived"));
}
// What the box says of a tracker: null, or {tracker, at, counts, ballot}
async function find(tracker) {
	const [status, text] = await request(`${at}/ballots/${encodeURIComponent(tracker)}`);
	if (status === 404) return null;
	const said = JSON.parse(text);
	if (status !== 200 || said.tracker !== tracker) throw { code: "failed", detail: `HTTP ${status}` };
	if (said.ballot) {
		// What the box holds is checked here, not believed.
		const checked = await call("check_ballot", said.ballot);
		if (checked.tracker !== tracker) throw { code: "ballot", detail: checked.tracker };
		said.content = checked.content;
	}
	return said;
}
async function ask() {
	let found;
	try {
		found = await find(sent.tracker);
	} catch (why) {
		if (why && why.code) throw why;
		return (part("asked").textContent = say("still_lost"));
	}
	if (found) return arrived(found.at);
	part("asked").textContent = say("not_arrived");
}
function verdict(found, content) {
	if (!found) return say("not_in_box");
	const said = [say(found.counts === false ? "in_box_replaced" : "in_box", { when: typeof found.at === "number" ? moment(found.at) : found.at || "" })];
	if (found.content && content) said.push(say(found.content === content ? "content_same" : "content_differs"));
	return said.join(" ");
}

async function audit() {
	opened = await call("audit");
	let good = false, again = { choices: [] };
	try {
		again = await call("check_opened", opened);
		good = again.content === names.content && JSON.stringify(again.choices) === JSON.stringify(choices());
	} catch { /* said below: what was opened does not hold */ }
	tell(part("opened"), again.choices);
	part("opened-verdict").textContent = say(good ? "opened_good" : "opened_bad");
	show("opened");
}

acts({
	who: () => show("who"),
	choose: () => show("choose"),
	again: () => { restore(kept().choices); show(credential ? "choose" : "who"); },
	encrypt, cast, audit, ask,
	"send-again": send,
	print: () => window.print(),
	find: async () => {
		part("found").textContent = say("looking");
		part("found").textContent = verdict(await find(receipt.tracker), receipt.content);
	},
	"save-receipt": () => {
		const facts = { ...receipt, name: document.title, url: location.href.split("#")[0] };
		save(say("receipt_file"), Object.entries(facts).map(([key, value]) => `${key}: ${value}\n`).join(""));
	},
	"save-opened": () => save(say("opened_file"), opened, "application/json"),
});
forms({
	who,
	choose,
	find: async () => {
		const place = part("looked-up"), tracker = box.querySelector("#tracker").value.replace(/\s/g, "");
		place.textContent = say("looking");
		place.textContent = tracker ? verdict(await find(tracker), "") : say("not_in_box");
	},
	opened: async () => {
		const file = box.querySelector("#opened-file").files[0], place = part("reopened-verdict");
		const text = file ? await read(file) : box.querySelector("#opened").value;
		part("reopened").textContent = place.textContent = "";
		const again = await call("check_opened", text);
		tell(part("reopened"), again.choices);
		place.textContent = say("opened_fingerprint", { content: again.content });
	},
});
box.addEventListener("change", (event) => event.target.closest("[data-question]") && changed(event));
addEventListener("hashchange", () => scanned() && show("who"));

once(async () => {
	await start();
	const [status, election] = await request(at + "/election.json");
	if (status !== 200) throw { code: "failed", detail: `HTTP ${status}` };
	const { fingerprint } = await call("open", election);
	// The page and the election are of one vote.
	if (fingerprint !== box.dataset.fingerprint) throw { code: "election", detail: fingerprint };
	part("checker").hidden = false;
	questions().forEach(count);
	const was = kept();
	if (was.sent) {
		sent = names = was.sent;
		name();
		show("lost");
		part("asked").textContent = say("pending");
	} else if (was.receipt && !location.hash) {
		receipt = names = was.receipt;
		name();
		show("receipt");
		part("cast-at").textContent = receipt.at ? say("cast_at", { when: receipt.at }) : "";
	} else if (!open) {
		progress(say("closed"));
	} else {
		restore(was.choices);
		const linked = scanned();
		show("who");
		progress(say(linked ? "credential_good" : "ready"));
	}
});
