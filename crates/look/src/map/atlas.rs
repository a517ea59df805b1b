//! From GeoJSON to lines that can be drawn: projected, put on a grid, thinned.
//!
//! Borders are cut into arcs where three areas meet and each arc is thinned once, so that
//! neighbours still share a line and no gap opens. Floats are fine here: nothing is decided.

use super::thin::{Arc, Grid, arcs_of};
use serde_json::Value;
use std::collections::HashMap;
use thiserror::Error;

/// The picture's width; its height follows.
const WIDTH: f64 = 800.0;
/// Steps of the grid to one unit of the picture.
pub(super) const FINE: i32 = 2;

/// Why a file is no map.
#[derive(Debug, Error)]
pub enum NoMap {
    #[error("not JSON: {0}")]
    NotJson(#[from] serde_json::Error),
    #[error("not a GeoJSON collection of features")]
    NotFeatures,
    #[error("feature {0} lacks a code, a name or an area")]
    Incomplete(usize),
}

/// One area of the map.
#[derive(Debug, Clone)]
pub struct Shape {
    pub code: String,
    pub name: String,
    /// SVG path data on the fine grid.
    pub path: String,
    /// The middle of its largest part, in units of the picture.
    pub centroid: (f64, f64),
    /// Left, top, right, bottom in units of the picture.
    pub bbox: (f64, f64, f64, f64),
    /// Twice the area on the grid, to weigh centroids.
    pub(super) weight: f64,
}

/// Every area of a map, ready to be drawn in any colours.
#[derive(Debug, Clone)]
pub struct Atlas {
    /// In the order of the file.
    pub communes: Vec<Shape>,
    pub width: u32,
    pub height: u32,
    pub(super) arcs: Vec<Arc>,
}

type Ring = Vec<(f64, f64)>;

impl Atlas {
    /// Reads a collection of polygons that have the properties `code` and `name`.
    pub fn read(geojson: &str) -> Result<Atlas, NoMap> {
        let file: Value = serde_json::from_str(geojson)?;
        let features = file["features"].as_array().ok_or(NoMap::NotFeatures)?;
        let mut named = Vec::new();
        for (at, feature) in features.iter().enumerate() {
            named.push(area(feature).ok_or(NoMap::Incomplete(at))?);
        }
        let every = || named.iter().flat_map(|(_, _, rings)| rings.iter().flatten().copied());
        let (west, south, east, north) = every().fold(
            (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY),
            |(w, s, e, n), (lon, lat)| (w.min(lon), s.min(lat), e.max(lon), n.max(lat)),
        );
        if !(west < east && south < north) {
            return Err(NoMap::NotFeatures);
        }
        let narrow = ((south + north) / 2.0).to_radians().cos();
        let scale = WIDTH / ((east - west) * narrow);
        let fine = f64::from(FINE);
        let place = |&(lon, lat): &(f64, f64)| -> Grid {
            (grid((lon - west) * narrow * scale * fine), grid((north - lat) * scale * fine))
        };
        let rings: Vec<Vec<Vec<Grid>>> = named
            .iter()
            .map(|(_, _, rings)| rings.iter().map(|r| r.iter().map(place).collect()).collect())
            .collect();
        let (arcs, outlines) = arcs_of(&rings);
        let communes = named
            .into_iter()
            .zip(outlines)
            .map(|((code, name, _), rings)| shape(code, name, &rings))
            .collect();
        let height = grid(((north - south) * scale).ceil());
        Ok(Atlas { communes, width: 800, height: u32::try_from(height).unwrap_or(0), arcs })
    }

    /// The area with this code.
    pub fn get(&self, code: &str) -> Option<&Shape> {
        self.communes.iter().find(|shape| shape.code == code)
    }

    /// The lines between areas of different groups, and around all of them.
    pub(crate) fn borders(&self, group: &dyn Fn(&str) -> Option<String>) -> String {
        let of: HashMap<usize, Option<String>> =
            self.communes.iter().enumerate().map(|(at, shape)| (at, group(&shape.code))).collect();
        let mut path = String::new();
        for arc in &self.arcs {
            let outer = arc.owners.1.is_none();
            let apart = arc.owners.1.is_some_and(|other| of[&arc.owners.0] != of[&other]);
            if outer || apart {
                draw(&mut path, &arc.points, false);
            }
        }
        path
    }
}

/// A rounded place on the grid; a file's numbers are far from the ends of `i32`.
#[expect(clippy::cast_possible_truncation, reason = "a saturating cast is what is wanted")]
fn grid(at: f64) -> i32 {
    at.round() as i32
}

fn area(feature: &Value) -> Option<(String, String, Vec<Ring>)> {
    let text = |key: &str| feature["properties"][key].as_str().map(str::to_owned);
    let parts = &feature["geometry"]["coordinates"];
    let rings: Vec<&Value> = match feature["geometry"]["type"].as_str()? {
        "Polygon" => parts.as_array()?.iter().collect(),
        "MultiPolygon" => parts.as_array()?.iter().filter_map(Value::as_array).flatten().collect(),
        _ => return None,
    };
    let rings = rings.into_iter().map(ring).collect::<Option<Vec<_>>>()?;
    Some((text("code")?, text("name")?, rings))
}

fn ring(points: &Value) -> Option<Ring> {
    points.as_array()?.iter().map(|p| Some((p[0].as_f64()?, p[1].as_f64()?))).collect()
}

fn shape(code: String, name: String, rings: &[Vec<Grid>]) -> Shape {
    let mut path = String::new();
    let mut bbox = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
    let mut largest = (0.0, (0.0, 0.0));
    let fine = f64::from(FINE);
    for ring in rings {
        draw(&mut path, ring, true);
        for &(x, y) in ring {
            let (x, y) = (f64::from(x) / fine, f64::from(y) / fine);
            bbox = (bbox.0.min(x), bbox.1.min(y), bbox.2.max(x), bbox.3.max(y));
        }
        let (weight, middle) = middle(ring);
        if weight > largest.0 {
            largest = (weight, (middle.0 / fine, middle.1 / fine));
        }
    }
    Shape { code, name, path, centroid: largest.1, bbox, weight: largest.0 }
}

/// Twice the area of a closed ring, and its centroid.
fn middle(ring: &[Grid]) -> (f64, (f64, f64)) {
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    for pair in ring.windows(2) {
        let [(ax, ay), (bx, by)] = [pair[0], pair[1]].map(|(x, y)| (f64::from(x), f64::from(y)));
        let cross = ax * by - bx * ay;
        area += cross;
        x += (ax + bx) * cross;
        y += (ay + by) * cross;
    }
    if area == 0.0 { (0.0, (0.0, 0.0)) } else { (area.abs(), (x / (3.0 * area), y / (3.0 * area))) }
}

/// Appends a line in relative steps; a minus sign is separator enough.
fn draw(path: &mut String, points: &[Grid], closed: bool) {
    let Some(&(mut x, mut y)) = points.first() else { return };
    let last = if closed { points.len().saturating_sub(1) } else { points.len() };
    path.push_str(&format!("M{x} {y}"));
    for (at, &(nx, ny)) in points[..last].iter().enumerate().skip(1) {
        let (dx, dy) = (nx - x, ny - y);
        path.push_str(if at == 1 {
            "l"
        } else if dx < 0 {
            ""
        } else {
            " "
        });
        path.push_str(&dx.to_string());
        path.push_str(if dy < 0 { "" } else { " " });
        path.push_str(&dy.to_string());
        (x, y) = (nx, ny);
    }
    if closed {
        path.push('z');
    }
}
