//! Photographs without what a camera writes beside the picture: where and when it was taken, and with what.

use bytes::Bytes;
use img_parts::{
    jpeg::{Jpeg, markers},
    png::Png,
    webp::{CHUNK_EXIF, CHUNK_XMP, WebP},
};

/// What a PNG needs to be shown; every other chunk may tell of its maker.
const SHOWN: [&[u8; 4]; 15] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

/// The picture alone, and what it is by its bytes. None: no whole JPEG, PNG or WebP.
pub(crate) fn bare(bytes: Bytes) -> Option<(&'static str, Bytes)> {
    let kind = crate::public::kind(&bytes)?;
    let bare = match kind {
        "image/jpeg" => {
            let mut jpeg = Jpeg::from_bytes(bytes).ok()?;
            jpeg.dimensions()?;
            jpeg.segments_mut().retain(|segment| match segment.marker() {
                // The frame, the colours and how they are coded; a colour profile.
                markers::APP0 | markers::APP14 => true,
                markers::APP2 => segment.contents().starts_with(b"ICC_PROFILE"),
                markers::APP1..=markers::APP15 | markers::COM => false,
                _ => true,
            });
            jpeg.encoder().bytes()
        }
        "image/png" => {
            let mut png = Png::from_bytes(bytes).ok()?;
            png.dimensions()?;
            png.chunks_mut().retain(|chunk| SHOWN.contains(&&chunk.kind()));
            png.encoder().bytes()
        }
        "image/webp" => {
            let mut webp = WebP::from_bytes(bytes).ok()?;
            webp.dimensions()?;
            webp.remove_chunks_by_id(CHUNK_EXIF);
            webp.remove_chunks_by_id(CHUNK_XMP);
            webp.encoder().bytes()
        }
        _ => return None,
    };
    Some((kind, bare))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::bare;
    use bytes::Bytes;

    /// A segment of a JPEG: its marker, its length, what it says.
    fn segment(marker: u8, says: &[u8]) -> Vec<u8> {
        let length = u16::try_from(says.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &length, says].concat()
    }

    fn jpeg() -> Vec<u8> {
        let frame = [8, 0, 1, 0, 1, 1, 1, 0x11, 0];
        [
            vec![0xff, 0xd8],
            segment(0xe0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"),
            segment(0xe1, b"Exif\0\0GPS 19.8 105.7"),
            segment(0xed, b"Photoshop 3.0\0 secret"),
            segment(0xfe, b"taken by A"),
            segment(0xc0, &frame),
            segment(0xda, &[1, 1, 0, 0, 63, 0]),
            vec![0x12, 0x34, 0xff, 0xd9],
        ]
        .concat()
    }

    #[test]
    fn what_a_camera_wrote_beside_the_picture_is_gone() {
        let (kind, bare) = bare(Bytes::from(jpeg())).unwrap();
        assert_eq!(kind, "image/jpeg");
        let text = String::from_utf8_lossy(&bare).into_owned();
        assert!(text.contains("JFIF"));
        for private in ["GPS", "secret", "taken by"] {
            assert!(!text.contains(private), "{private}");
        }
        assert!(bare.ends_with(&[0x12, 0x34, 0xff, 0xd9]));
    }

    #[test]
    fn what_is_no_whole_picture_is_refused() {
        for bytes in [&b""[..], b"%PDF-1.7", b"\xff\xd8\xff", b"\x89PNG", b"GIF89a", &jpeg()[..30]]
        {
            assert!(bare(Bytes::copy_from_slice(bytes)).is_none(), "{bytes:?}");
        }
    }
}
