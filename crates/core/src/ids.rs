//! Names that stand in records for ever: short texts, cheap to clone, never confused with each other.

/// Declares an identifier over a short text.
macro_rules! id {
    ($(#[$about:meta])* $Name:ident) => {
        $(#[$about])*
        #[derive(
            Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $Name(pub smol_str::SmolStr);

        impl $Name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $Name {
            fn from(text: &str) -> $Name {
                $Name(text.into())
            }
        }
    };
}

pub(crate) use id;
