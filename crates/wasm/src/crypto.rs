use dienhong_core::people::passkey::{Algorithm, Signed};
use dienhong_verifier::Signatures;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array, global};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The browser's own cryptography.
pub struct WebCrypto;

impl Signatures for WebCrypto {
    async fn good(&self, signed: &Signed) -> bool {
        // A browser that lacks the algorithm cannot say that a signature is good.
        verify(signed).await.is_ok_and(|good| good.is_truthy())
    }
}

fn field(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(of, &JsValue::from_str(name))
}

fn object(fields: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object.into())
}

async fn call(of: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: js_sys::Function = field(of, name)?.dyn_into()?;
    let arguments: Array = arguments.iter().collect();
    let promise: Promise = function.apply(of, &arguments)?.dyn_into()?;
    JsFuture::from(promise).await
}

async fn verify(signed: &Signed) -> Result<JsValue, JsValue> {
    let subtle = field(&field(&global(), "crypto")?, "subtle")?;
    let plain = signed.plain_signature().ok_or(JsValue::NULL)?;
    let text = JsValue::from_str;
    let (import, check) = match signed.algorithm {
        Algorithm::Es256 => (
            object(&[("name", text("ECDSA")), ("namedCurve", text("P-256"))])?,
            object(&[("name", text("ECDSA")), ("hash", text("SHA-256"))])?,
        ),
        Algorithm::Eddsa => {
            let name = object(&[("name", text("Ed25519"))])?;
            (name.clone(), name)
        }
    };
    let bytes = |bytes: &[u8]| JsValue::from(Uint8Array::from(bytes));
    let uses: Array = [text("verify")].iter().collect();
    let key = [text("spki"), bytes(&signed.key), import, JsValue::FALSE, uses.into()];
    let key = call(&subtle, "importKey", &key).await?;
    call(&subtle, "verify", &[check, key, bytes(&plain), bytes(&signed.message)]).await
}
