use dienhong_verifier::{Files, NotRead};
use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Files on the web, by two functions of the worker.
///
/// `read(path, most)` answers a promise of the bytes, or of null where there is no such file; it fails with a
/// sentence, also for a file that is longer than `most`. `soon(path, most)` begins to fetch what is read next.
pub struct Web {
    pub read: Function,
    pub soon: Function,
}

fn why(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    message.or_else(|| error.as_string()).unwrap_or_default()
}

impl Files for Web {
    async fn read(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, NotRead> {
        let failed = |error: JsValue| NotRead { path: path.to_owned(), why: why(&error) };
        let asked =
            self.read.call2(&JsValue::NULL, &JsValue::from_str(path), &JsValue::from(most as f64));
        let promise: Promise = asked.and_then(JsCast::dyn_into).map_err(failed)?;
        let found = JsFuture::from(promise).await.map_err(failed)?;
        if found.is_null() || found.is_undefined() {
            return Ok(None);
        }
        Ok(Some(found.dyn_into::<Uint8Array>().map_err(failed)?.to_vec()))
    }

    fn soon(&self, path: &str, most: u64) {
        // Should it fail, the reading that follows says so.
        let _begun =
            self.soon.call2(&JsValue::NULL, &JsValue::from_str(path), &JsValue::from(most as f64));
    }
}
