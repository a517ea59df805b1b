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
            Jpeg::from_bytes(bytes.clone()).ok()?.dimensions()?;
            Bytes::from(without_words(&bytes)?)
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

/// A JPEG without the segments that only tell, and without what stands behind its end: a second picture may
/// have a place of its own. None: it has no end, or something between its segments.
fn without_words(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    out.extend([0xff, 0xd8]);
    let mut scans = false;
    loop {
        match rest {
            [0xff, 0xff, ..] => rest = rest.get(1..)?,
            [0xff, markers::EOI, ..] => {
                out.extend([0xff, markers::EOI]);
                return Some(out);
            }
            // Data of a scan: a byte that looks like a marker, or a place to begin anew.
            [0xff, second @ (0 | markers::RST0..=markers::RST7), tail @ ..] if scans => {
                out.extend([0xff, *second]);
                rest = tail;
            }
            [0xff, marker, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([*high, *low])).checked_add(2)?;
                let segment = rest.get(..length).filter(|segment| segment.len() >= 4)?;
                if shows(*marker, segment.get(4..)?) {
                    out.extend(segment);
                }
                scans = *marker == markers::SOS;
                rest = rest.get(length..)?;
            }
            [byte, tail @ ..] if scans => {
                out.push(*byte);
                rest = tail;
            }
            _ => return None,
        }
    }
}

/// Whether a segment is needed to show the picture: its frame and tables, how colours are coded, a profile.
fn shows(marker: u8, says: &[u8]) -> bool {
    match marker {
        markers::APP0 => says.starts_with(b"JFIF\0"),
        markers::APP14 => says.starts_with(b"Adobe"),
        markers::APP2 => says.starts_with(b"ICC_PROFILE\0"),
        markers::APP1..=markers::APP15 | markers::COM => false,
        _ => true,
    }
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
            vec![0x12, 0xff, 0, 0x34],
            segment(0xfe, b"between scans"),
            vec![0xff, 0xd9],
            b"a second picture, taken at home".to_vec(),
        ]
        .concat()
    }

    #[test]
    fn what_a_camera_wrote_beside_the_picture_is_gone() {
        let (kind, bare) = bare(Bytes::from(jpeg())).unwrap();
        assert_eq!(kind, "image/jpeg");
        let text = String::from_utf8_lossy(&bare).into_owned();
        assert!(text.contains("JFIF"));
        for private in ["GPS", "secret", "taken by", "between", "at home"] {
            assert!(!text.contains(private), "{private}");
        }
        assert!(bare.ends_with(&[0x12, 0xff, 0, 0x34, 0xff, 0xd9]));
    }

    #[test]
    fn what_is_no_whole_picture_is_refused() {
        for bytes in [&b""[..], b"%PDF-1.7", b"\xff\xd8\xff", b"\x89PNG", b"GIF89a", &jpeg()[..30]]
        {
            assert!(bare(Bytes::copy_from_slice(bytes)).is_none(), "{bytes:?}");
        }
    }
}
