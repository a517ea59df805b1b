// Loaded where an officer adds or uses a passkey. What goes wrong is said at the button, in the page's words;
// without a script the form goes out empty, and the server says what is missing.
const LONG = 120000;
const raw = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
	.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const ids = ({ keys }) => keys.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: raw(id) }));

// The browser gives key and algorithm as they are: nothing here has to read CBOR.
async function made(asked) {
	const { rawId, response } = await navigator.credentials.create({ publicKey: {
		challenge: raw(asked.challenge),
		rp: { name: asked.site },
		user: { id: raw(asked.user), name: asked.login, displayName: asked.officer },
		pubKeyCredParams: [-7, -8].map((alg) => ({ type: "public-key", alg })),
		excludeCredentials: ids(asked),
		authenticatorSelection: { userVerification: "required", residentKey: "preferred" },
		attestation: "none",
		timeout: LONG,
	} });
	const key = response.getPublicKey();
	if (!key) throw new DOMException("", "NotSupportedError");
	return {
		passkey: text(rawId), key: text(key), algorithm: response.getPublicKeyAlgorithm(),
		authenticator_data: text(response.getAuthenticatorData()), client_data: text(response.clientDataJSON),
	};
}

async function signed(asked) {
	const { rawId, response } = await navigator.credentials.get({ publicKey: {
		challenge: raw(asked.challenge), allowCredentials: ids(asked), userVerification: "required", timeout: LONG,
	} });
	return {
		passkey: text(rawId), authenticator_data: text(response.authenticatorData),
		client_data: text(response.clientDataJSON), signature: text(response.signature),
	};
}

// Browsers do not tell apart who said no and who waited too long; the clock does.
function why({ name }, began) {
	if (name === "NotAllowedError") return performance.now() - began > LONG - 1000 ? "saySlow" : "sayRefused";
	return { InvalidStateError: "sayKnown", SecurityError: "sayInsecure", NotSupportedError: "sayKind",
		ConstraintError: "sayKind", AbortError: "sayRefused" }[name] ?? "sayFailed";
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
	const asked = form.dataset, said = form.querySelector("[data-said]");
	const say = (key) => { said.textContent = asked[key]; said.hidden = false; };
	let busy = false;
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		if (busy) return;
		if (!isSecureContext) return say("sayInsecure");
		if (!window.PublicKeyCredential) return say("sayNone");
		const began = performance.now();
		busy = true;
		said.hidden = true;
		try {
			const fields = await (asked.passkey === "make" ? made : signed)(asked);
			for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
			if (form.elements.origin) form.elements.origin.value = location.origin;
			form.submit();
		} catch (error) {
			busy = false;
			say(why(error, began));
		}
	});
}
