// Runs the booth's WebAssembly beside the page, so that the page stays alive. Secrets come in messages and leave this
// worker only in answers to the same page.
let made;

async function load({ module, wasm, sha256 }) {
	const code = await (await fetch(wasm)).arrayBuffer();
	const digest = crypto.subtle && (await crypto.subtle.digest("SHA-256", code));
	const hex = digest && [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
	if (hex && hex !== sha256) throw new Error(`SHA-256 ${hex} ≠ ${sha256}`);
	const booth = await import(module);
	await booth.default({ module_or_path: code });
	return booth;
}

// A function of the booth by its name. What it throws is {code, detail} as JSON.
async function call(name, values) {
	const answer = (await made)[name](...values);
	try {
		return JSON.parse(answer);
	} finally {
		values.fill(null);
	}
}

onmessage = async ({ data: { id, load: from, name, values } }) => {
	try {
		if (from) {
			made = load(from);
			await made;
			return postMessage({ id, answer: true });
		}
		// Ballots and messages of the protocol are passed on as the very text that they are.
		const text = ["cast", "audit", "polynomial", "key_share"].includes(name);
		postMessage({ id, answer: text ? (await made)[name](...values) : await call(name, values) });
	} catch (why) {
		postMessage({ id, error: typeof why === "string" ? why : JSON.stringify({ code: "failed", detail: String(why && why.message || why) }) });
	}
};
