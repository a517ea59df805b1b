// A trustee's page: a secret is made and kept in a file, or read from its file and used. It is sent nowhere.
import { all, make, read, request, room, save, shown } from "./booth-common.js";

const box = document.querySelector("[data-trustee]");
const { say, part, parts, start, call, wrong, progress, once, acts, forms } = room(box);
const { at, number, group, task, csrf } = box.dataset, threshold = +box.dataset.threshold || 0;
const lang = document.documentElement.lang;
const mine = `${at}/trustees/${number}/`;
const file = box.querySelector("#secret");

function error(sentence) {
	const place = box.querySelector('[data-error="secret"]');
	place.textContent = sentence;
	place.hidden = !sentence;
	sentence ? file.setAttribute("aria-invalid", "true") : file.removeAttribute("aria-invalid");
	if (sentence) file.focus();
}
// The secret of the chosen file, when it is that of what is public; or null, with what is wrong at the field.
async function secret(of) {
	const chosen = file.files[0];
	if (!chosen) return error(say("not_yet")), null;
	const text = (await read(chosen)).trim();
	try {
		if (of) await call("belongs", group, text, of);
	} catch (why) {
		if (!/^secret/.test(why.code)) throw why;
		return error(say(why.code, { detail: why.detail })), null;
	}
	error("");
	return text;
}

async function get(url, as = "text") {
	const [status, said] = await request(url, { credentials: "same-origin", as });
	if (status !== 200) throw { code: "failed", detail: `HTTP ${status}` };
	return said;
}
async function send(body, fingerprint) {
	progress(say("sending"));
	let status, said;
	try {
		const headers = { "content-type": "application/json", "x-csrf": csrf };
		const [code, text] = await request(mine + task, { method: "POST", body, headers, credentials: "same-origin" });
		[status, said] = [code, JSON.parse(text)];
	} catch {
		throw { code: "lost", detail: "" };
	}
	if (said.refused || status >= 400) {
		progress("");
		return wrong(say("refused", { why: said.sentence || said.refused || `HTTP ${status}` }));
	}
	const place = part("sent");
	place.textContent = say("sent", { when: new Date().toLocaleString(lang) });
	if (fingerprint) {
		part("fingerprint-box").hidden = false;
		shown(part("fingerprint"), fingerprint);
	}
	part("work").hidden = true;
	progress("");
	place.focus();
}

// A new secret lives in this page until its file was read back.
let made = null;
acts({
	make: async () => {
		progress(say("making"));
		made = await (task === "key" ? call("new_key", group, box.dataset.name) : call("new_seed", group));
		progress(say("made"));
		part("fingerprint-box").hidden = false;
		shown(part("fingerprint"), made.fingerprint);
	},
	save: () => {
		if (!made) return wrong(say("not_yet"));
		const vote = at.split("/").pop(), end = task === "key" ? "privkey" : "seed";
		save(`trustee-${vote}-${number}.${end}`, made.secret);
		progress(say("saved"));
	},
	send: async () => {
		if (!made) return wrong(say("not_yet"));
		if (parts("tick").some((tick) => !tick.checked)) return wrong(say("not_yet"));
		// What was written is what is read, or nothing is sent.
		if ((await secret(made.public)) === null) return;
		progress(say("confirmed"));
		const { public: open, fingerprint } = made;
		await send(open, fingerprint);
		made = null;
	},
});

// Rounds of a ceremony and the decryption: the file is read, used and forgotten.
const does = {
	polynomial: async (text) => [await call("polynomial", group, await get(`${at}/trustees/certificates.json`), threshold, text)],
	share: async (text) => {
		const certificates = await get(`${at}/trustees/certificates.json`);
		return [await call("key_share", group, certificates, threshold, text, await get(mine + "inbox.json"))];
	},
	decryption: async (text) => {
		progress(say("checking"));
		const archive = new Uint8Array(await get(`${at}/archive.bel`, "arrayBuffer"));
		const sealed = threshold ? await get(mine + "share.json") : undefined;
		const done = await call("decryption", archive, text, sealed);
		const names = JSON.parse(part("report").dataset.counts), place = part("report");
		place.textContent = "";
		for (const name of Object.keys(names)) {
			const row = make("div");
			row.append(make("dt", names[name]), make("dd", done.of[name].toLocaleString(lang)));
			place.append(row);
		}
		progress(say("checked"));
		return [done.share, done.of.fingerprint];
	},
};
forms({
	use: async () => {
		const text = await secret(task === "decryption" ? "" : box.dataset.public);
		if (text === null) return;
		const bar = part("busy");
		progress(say("working"));
		bar.hidden = false;
		try {
			await send(...(await does[task](text)));
		} catch (why) {
			if (!why || !/^secret/.test(why.code)) throw why;
			progress("");
			error(say(why.code, { detail: why.detail }));
		} finally {
			bar.hidden = true;
		}
	},
});

once(async () => {
	await start();
	part("work").hidden = false;
	progress(say("ready"));
	all(box, "#task-h")[0].focus();
});
