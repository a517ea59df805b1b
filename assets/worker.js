// Fetches published files for the verifier, bounded in time and bytes, and runs it.
const AHEAD = 12, IDLE = 30000, TRIES = 20;
let verifier, root, bytes = 0;
const begun = new Map();

async function load({ module, wasm, sha256 }) {
	if (verifier) return;
	const code = await (await fetch(wasm)).arrayBuffer();
	const digest = crypto.subtle && (await crypto.subtle.digest("SHA-256", code));
	const hex = digest && [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
	if (hex && sha256 && hex !== sha256) throw new Error(`SHA-256 ${hex} ≠ ${sha256}`);
	const made = await import(module);
	await made.default({ module_or_path: code });
	verifier = made;
}

// The bytes of a file, or null. What is too long, too slow or elsewhere is an error.
async function get(path, most) {
	const stop = new AbortController();
	let idle = setTimeout(() => stop.abort(), IDLE);
	const wait = () => (clearTimeout(idle), (idle = setTimeout(() => stop.abort(), IDLE)));
	try {
		const answer = await fetch(new URL(path.replaceAll("%", "%25"), root), {
			signal: stop.signal, redirect: "error", credentials: "omit",
			cache: path.startsWith("tile/") ? "default" : "no-cache",
		});
		if (answer.status === 404) return null;
		if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
		const pieces = [], reader = answer.body.getReader();
		let length = 0;
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			wait();
			length += value.length;
			if (length > most) {
				stop.abort();
				throw new Error(`> ${most} bytes`);
			}
			pieces.push(value);
		}
		bytes += length;
		if (pieces.length === 1) return pieces[0];
		const all = new Uint8Array(length);
		let at = 0;
		for (const piece of pieces) all.set(piece, at), (at += piece.length);
		return all;
	} finally {
		clearTimeout(idle);
	}
}

function soon(path, most) {
	if (begun.size >= AHEAD || begun.has(path)) return;
	const got = get(path, most);
	got.catch(() => {});
	begun.set(path, got);
}
function read(path, most) {
	const got = begun.get(path) ?? get(path, most);
	begun.delete(path);
	return got;
}

// A page may be a second ahead of the checkpoint.
async function reach(size) {
	for (let tried = 0; tried < TRIES; tried++) {
		const note = await get("checkpoint", 65536);
		const said = note && +new TextDecoder().decode(note).split("\n")[1];
		if (!note || !(said < size)) return;
		await new Promise((done) => setTimeout(done, 300));
	}
}

let told = 0;
async function check(id, { asked, ...where }) {
	root = new URL(".", where.root);
	bytes = 0;
	begun.clear();
	await load(where);
	await reach(asked.seen?.size ?? 0);
	const progress = (done, of) => {
		const now = performance.now();
		if (now - told < 60 && done !== of) return;
		told = now;
		postMessage({ progress: { done, of, bytes } });
	};
	const answer = JSON.parse(await verifier.check(JSON.stringify(asked), read, soon, progress));
	return { ...answer, bytes, memory: verifier.memory_taken() };
}

onmessage = async ({ data: { id, origin, ...ask } }) => {
	try {
		const answer = origin === undefined ? await check(id, ask) : JSON.parse(verifier?.origin(origin) ?? "null");
		postMessage({ id, answer });
	} catch (why) {
		postMessage({ id, error: String(why?.message ?? why) });
	}
};
