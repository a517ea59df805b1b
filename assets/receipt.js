// Checks a receipt with the verifier in this page alone: nothing is fetched but the verifier itself.
const box = document.querySelector("[data-receipt]");
const part = (name) => box.querySelector(`[data-${name}]`);
const far = (name) => new URL(box.dataset[name], location).href;

let ready;
async function check() {
	box.classList.remove("good", "bad");
	const fragment = location.hash.slice(1);
	part("details").replaceChildren();
	part("note").textContent = "";
	if (!fragment) return (part("sentence").textContent = box.dataset.none);
	try {
		ready ??= import(far("module")).then(async (made) => (await made.default({ module_or_path: far("wasm") }), made));
		const { sentence, details, note } = JSON.parse((await ready).receipt(fragment, box.dataset.keys, box.dataset.lang));
		box.classList.add("good");
		part("sentence").textContent = sentence;
		part("details").replaceChildren(...details.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
		part("note").textContent = note;
	} catch (why) {
		box.classList.add("bad");
		part("sentence").textContent = box.dataset.sorry.replace("%why%", String(why?.message ?? why));
	}
}
addEventListener("hashchange", check);
check();
