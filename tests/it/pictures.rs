//! Exported pictures.

use crate::support::{self, story};
use poolscope::analysis::Scope;
use poolscope::chart::Scene;
use poolscope::chart::palette::Ground;
use poolscope::chart::scene::Shown;
use poolscope::engine::{Analysis, JudgeOptions, Log, judge_logs};
use poolscope::export::Size;
use poolscope::export::paint_svg::picture as paint;
use poolscope::export::png::{self, Fallback};
use poolscope::logfile::Progress;
use poolscope::model::localized::PoolPaths;

fn scene() -> Scene {
    scene_of(support::judge(&[("fixture.blg", story::log())], Scope::Pools))
}

fn scene_of(analysis: Analysis) -> Scene {
    Scene::of_pools(&analysis.machines[0].recording, &analysis.machines[0].report, Shown::default())
}

#[test]
fn the_picture_says_everything() {
    let svg = paint(&[scene()], Size::STANDARD, Ground::Light);
    for words in [
        "Kernel pools on FILESRV01",
        "2 Mar 2026 08:00 to 4 Mar 2026 08:00 (48 h), 577 samples every 5 min, UTC-05:00",
        "Nonpaged pool is leaking: it rose from 120 MB to 540 MB in 36 h",
        "54 % of 1000 MB of RAM",
        "Nonpaged pool max 540 MB, 4 Mar 08:00",
        "Paged pool max 216 MB",
        "RAM 1000 MB",
        "fixture.blg  ·  RAM 1000 MB (from the log's NUMA counters)",
    ] {
        assert!(svg.contains(words), "{words}");
    }
}

#[test]
fn both_grounds_and_all_sizes_can_be_drawn() {
    for (size, ground) in [
        (Size::STANDARD, Ground::Dark),
        (Size { width: 640.0, height: 400.0, scale: 1.0 }, Ground::Light),
        (Size { width: 3000.0, height: 900.0, scale: 0.5 }, Ground::Light),
    ] {
        let picture = png::draw(&[scene()], size, ground, Fallback::None).unwrap();
        assert_eq!(picture.width(), (size.width * size.scale) as u32);
        let paper = ground.paper().ground;
        let corner = picture.pixel(0, 0).unwrap();
        assert_eq!((corner.red(), corner.green(), corner.blue()), (paper.0, paper.1, paper.2));
    }
}

#[test]
fn names_from_the_log_cannot_break_the_picture() {
    let mut scene = scene();
    scene.title = "<prod> & \"friends\" 東京".to_owned();
    scene.lines[0].name = "</text><script>".to_owned();
    let svg = paint(std::slice::from_ref(&scene), Size::STANDARD, Ground::Light);
    assert!(svg.contains("&lt;prod&gt; &amp;") && !svg.contains("<script"));
    png::png(&[scene], Size::STANDARD, Ground::Light, Fallback::None).unwrap();
}

/// `UPDATE_ASSETS=1 cargo test` writes it anew: the README's picture is made by this test.
#[test]
fn the_readme_picture_is_current() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/leak.png");
    let how =
        JudgeOptions { scope: Scope::Pools, given_ram: &|_| None, pools: &PoolPaths::default(), since_local_ms: None };
    let scene = scene_of(judge_logs(&[Log::Sample], how, &Progress::default()).unwrap());
    let size = Size { scale: 1.0, ..Size::STANDARD };
    let made = png::png(&[scene], size, Ground::Light, Fallback::None).unwrap();
    if std::env::var_os("UPDATE_ASSETS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = image::open(&path).unwrap().into_rgba8();
    let made = image::load_from_memory(&made).unwrap().into_rgba8();
    assert_eq!(kept.dimensions(), made.dimensions());
    assert!(differing(&kept, &made) < 0.001, "assets/leak.png is not what the program draws");
    // and a picture that says something else is seen to
    let mut other = scene_of(judge_logs(&[Log::Sample], how, &Progress::default()).unwrap());
    other.lines.truncate(1);
    let other = png::png(&[other], size, Ground::Light, Fallback::None).unwrap();
    assert!(differing(&kept, &image::load_from_memory(&other).unwrap().into_rgba8()) > 0.001);
}

/// The share of pixels that differ by more than another processor's rounding.
fn differing(a: &image::RgbaImage, b: &image::RgbaImage) -> f64 {
    let is_other = |(a, b): (&image::Rgba<u8>, &image::Rgba<u8>)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 8);
    a.pixels().zip(b.pixels()).filter(|pair| is_other(*pair)).count() as f64 / f64::from(a.width() * a.height())
}
