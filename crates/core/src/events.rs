//! How a module declares its events: each with the kind under which it stands in journals.

/// Declares an enum of events, each variant with its kind. An event is written as the `data` of its
/// record and read back by kind; an unknown field is an error. Kinds are for ever: add, never rename.
macro_rules! events {
    (
        $(#[$about:meta])*
        pub enum $Event:ident {
            $(
                $(#[$doc:meta])*
                $kind:literal => $Variant:ident {
                    $( $(#[$field_doc:meta])* $field:ident : $Type:ty ),* $(,)?
                }
            ),* $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[serde(untagged)]
        pub enum $Event {
            $( $(#[$doc])* $Variant { $( $(#[$field_doc])* $field: $Type ),* } ),*
        }

        impl $Event {
            /// Its name in journals.
            pub fn kind(&self) -> &'static str {
                match self { $( Self::$Variant { .. } => $kind ),* }
            }

            /// The event of this kind that `data` says. None: not a kind of this module.
            pub fn decode(kind: &str, data: &str) -> Option<Result<Self, serde_json::Error>> {
                match kind {
                    $( $kind => {
                        #[derive(serde::Deserialize)]
                        #[serde(deny_unknown_fields)]
                        struct Data { $( $(#[$field_doc])* $field: $Type ),* }
                        let data = serde_json::from_str::<Data>(data);
                        Some(data.map(|data| Self::$Variant { $( $field: data.$field ),* }))
                    } )*
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use events;
