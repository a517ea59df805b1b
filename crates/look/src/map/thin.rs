//! Cuts shared borders into arcs and thins each arc once (Douglas and Peucker).

use std::collections::{BTreeMap, HashMap, HashSet};

/// A place on the fine grid.
pub(super) type Grid = (i32, i32);

/// A border between two areas, or between one and the outside.
#[derive(Debug, Clone)]
pub(super) struct Arc {
    pub points: Vec<Grid>,
    pub owners: (usize, Option<usize>),
}

/// How far a thinned line may leave the true one, in steps of the grid, squared.
const TOLERANCE: f64 = 1.0;

/// The arcs of all areas, and for each area its closed rings of thinned arcs.
pub(super) fn arcs_of(areas: &[Vec<Vec<Grid>>]) -> (Vec<Arc>, Vec<Vec<Vec<Grid>>>) {
    let areas: Vec<Vec<Vec<Grid>>> = areas
        .iter()
        .map(|rings| rings.iter().map(|ring| open(ring)).filter(|ring| ring.len() > 2).collect())
        .collect();
    let joints = joints(&areas);
    let mut thinned: BTreeMap<Vec<Grid>, Arc> = BTreeMap::new();
    let mut outlines = Vec::with_capacity(areas.len());
    for (owner, rings) in areas.iter().enumerate() {
        let mut outline = Vec::new();
        for ring in rings {
            let mut whole: Vec<Grid> = Vec::new();
            for piece in pieces(ring, &joints) {
                let turned = piece.iter().rev().copied().collect::<Vec<_>>();
                let (key, backwards) = if turned < piece { (turned, true) } else { (piece, false) };
                let arc = thinned
                    .entry(key)
                    .or_insert_with_key(|key| Arc { points: thin(key), owners: (owner, None) });
                if arc.owners.0 != owner {
                    arc.owners.1 = Some(owner);
                }
                let skip = usize::from(!whole.is_empty());
                if backwards {
                    whole.extend(arc.points.iter().rev().skip(skip));
                } else {
                    whole.extend(arc.points.iter().skip(skip));
                }
            }
            if whole.len() > 3 {
                outline.push(whole);
            }
        }
        outlines.push(outline);
    }
    let arcs = thinned.into_values().filter(|arc| arc.points.len() > 1).collect();
    (arcs, outlines)
}

/// The ring without its repeated end, without standing still, and without spikes that the grid
/// has folded flat.
fn open(ring: &[Grid]) -> Vec<Grid> {
    let mut kept: Vec<Grid> = Vec::with_capacity(ring.len());
    for &point in ring {
        if kept.last() == Some(&point) {
            continue;
        }
        if kept.len() > 1 && kept[kept.len() - 2] == point {
            kept.pop();
            continue;
        }
        kept.push(point);
    }
    while kept.len() > 1 && kept.first() == kept.last() {
        kept.pop();
    }
    kept
}

/// Places where more than two lines meet: an arc ends there.
fn joints(areas: &[Vec<Vec<Grid>>]) -> HashSet<Grid> {
    let mut beside: HashMap<Grid, HashSet<Grid>> = HashMap::new();
    for ring in areas.iter().flatten() {
        for (at, &here) in ring.iter().enumerate() {
            let next = ring[(at + 1) % ring.len()];
            beside.entry(here).or_default().insert(next);
            beside.entry(next).or_default().insert(here);
        }
    }
    beside.into_iter().filter(|(_, near)| near.len() > 2).map(|(at, _)| at).collect()
}

/// The ring cut at joints; a ring without any starts at its smallest place, so that its
/// neighbour cuts it at the same one.
fn pieces(ring: &[Grid], joints: &HashSet<Grid>) -> Vec<Vec<Grid>> {
    let first = ring.iter().position(|at| joints.contains(at)).or_else(|| {
        ring.iter().enumerate().min_by_key(|(_, at)| **at).map(|(position, _)| position)
    });
    let Some(first) = first else { return Vec::new() };
    let turned = ring[first..].iter().chain(&ring[..=first]).copied();
    let mut pieces: Vec<Vec<Grid>> = Vec::new();
    let mut piece: Vec<Grid> = Vec::new();
    for at in turned {
        piece.push(at);
        if piece.len() > 1 && joints.contains(&at) {
            pieces.push(std::mem::replace(&mut piece, vec![at]));
        }
    }
    if piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

fn thin(line: &[Grid]) -> Vec<Grid> {
    let mut keep = vec![false; line.len()];
    if let (Some(first), Some(last)) = (line.first(), line.last()) {
        keep[0] = true;
        keep[line.len() - 1] = true;
        if first == last && line.len() > 3 {
            // A ring of its own: hold it open at the place farthest from its start.
            let far = (1..line.len() - 1).max_by_key(|&at| near(*first, line[at])).unwrap_or(1);
            keep[far] = true;
            mark(line, 0, far, &mut keep);
            mark(line, far, line.len() - 1, &mut keep);
        } else {
            mark(line, 0, line.len() - 1, &mut keep);
        }
    }
    line.iter().zip(keep).filter(|(_, kept)| *kept).map(|(at, _)| *at).collect()
}

fn near(a: Grid, b: Grid) -> i64 {
    let (dx, dy) = (i64::from(a.0 - b.0), i64::from(a.1 - b.1));
    dx * dx + dy * dy
}

fn mark(line: &[Grid], from: usize, to: usize, keep: &mut [bool]) {
    let mut work = vec![(from, to)];
    while let Some((from, to)) = work.pop() {
        let far = (from + 1..to)
            .map(|at| (at, off(line[at], line[from], line[to])))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((at, distance)) = far
            && distance > TOLERANCE
        {
            keep[at] = true;
            work.push((from, at));
            work.push((at, to));
        }
    }
}

/// The square of how far a place is from a line between two others.
fn off(at: Grid, a: Grid, b: Grid) -> f64 {
    let [(px, py), (ax, ay), (bx, by)] = [at, a, b].map(|(x, y)| (f64::from(x), f64::from(y)));
    let (dx, dy) = (bx - ax, by - ay);
    let long = dx * dx + dy * dy;
    let along =
        if long == 0.0 { 0.0 } else { (((px - ax) * dx + (py - ay) * dy) / long).clamp(0.0, 1.0) };
    let (ex, ey) = (px - ax - along * dx, py - ay - along * dy);
    ex * ex + ey * ey
}
