//! What a frame costs while the chart is dragged: the window's whole code and tessellation, painting aside.
//!
//! `cargo bench --bench frames`; logs are made in `target/bench` once.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use eframe::egui::{Event, Modifiers, PointerButton, pos2};
use egui_kittest::Harness;
use poolscope::ui::chooser::{Chooser, Picked, Request, Waiting};
use poolscope::ui::command::{Charting, Command};
use poolscope::ui::{App, Start};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

struct Nobody;

impl Chooser for Nobody {
    fn ask(&self, _: &Request, _: &eframe::Frame) -> Waiting {
        Box::new(|| Picked::Cancelled)
    }
}

/// A text log: both pools, then further counters, all noisy, ten seconds apart.
fn log(samples: usize, further: usize) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("frames-{samples}-{further}.csv"));
    if path.exists() {
        return path;
    }
    let mut out = BufWriter::new(std::fs::File::create(&path).unwrap());
    write!(out, "\"(PDH-CSV 4.0) (UTC)(0)\"").unwrap();
    for name in [r"Memory\Pool Nonpaged Bytes", r"Memory\Pool Paged Bytes"] {
        write!(out, ",\"\\\\PC\\{name}\"").unwrap();
    }
    for i in 0..further {
        write!(out, ",\"\\\\PC\\Process(p{i})\\Thread Count\"").unwrap();
    }
    write!(out, "\r\n").unwrap();
    let begin = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let mut seed = 1_u64;
    let mut random = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 40) as f64 / 16_777_216.0
    };
    for i in 0..samples {
        let at = begin + chrono::Duration::seconds(10 * i as i64);
        write!(out, "\"{}\"", at.format("%m/%d/%Y %H:%M:%S.000")).unwrap();
        for k in 0..2 {
            write!(out, ",\"{:.0}\"", 1e8 * (1.0 + f64::from(k)) + 3e7 * random() + 50.0 * i as f64).unwrap();
        }
        for k in 0..further {
            write!(out, ",\"{:.0}\"", 20.0 * k as f64 + 15.0 * random()).unwrap();
        }
        write!(out, "\r\n").unwrap();
    }
    path
}

fn settle(window: &mut Harness<'_, App>) {
    let begun = Instant::now();
    loop {
        window.run_steps(3);
        if window.state().jobs.running().is_empty() {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "a job does not end");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn measure(name: &str, samples: usize, further: usize) {
    const FRAMES: usize = 300;
    let files = vec![log(samples, further)];
    let start = Start::with(files, Box::new(Nobody));
    let mut window = Harness::builder().with_size([1280.0, 800.0]).build_eframe(move |cc| App::new(cc, start));
    settle(&mut window);
    let names = window.state().state.document.as_ref().unwrap().loaded.analysis.names.clone();
    let counters: Vec<_> = names.into_iter().filter(|p| p.object == "Process").collect();
    assert_eq!(counters.len(), further);
    let ctx = window.ctx.clone();
    window.state_mut().apply(Command::Chart(counters, Charting::Add), &ctx, None);
    settle(&mut window);
    let lines = window.state().state.document.as_ref().unwrap().derived.scene.as_ref().unwrap().lines.len();
    assert_eq!(lines, 2 + further);
    for zoom in ["all of it", "a tenth"] {
        if zoom == "a tenth" {
            for _ in 0..7 {
                window.key_press_modifiers(Modifiers::NONE, eframe::egui::Key::ArrowUp);
                window.run_steps(2);
            }
        }
        let at = |i: usize| pos2(450.0 + 120.0 * (i as f32 / 20.0).sin(), 330.0);
        window.event(Event::PointerMoved(at(0)));
        window.event(Event::PointerButton {
            pos: at(0),
            button: PointerButton::Primary,
            pressed: true,
            modifiers: Modifiers::NONE,
        });
        window.step();
        let (mut frames, mut shapes) = (Vec::new(), Vec::new());
        for i in 0..FRAMES {
            window.event(Event::PointerMoved(at(i)));
            let begun = Instant::now();
            window.step();
            let drawn = begun.elapsed();
            let output = window.output().shapes.clone();
            let begun = Instant::now();
            let meshes = ctx.tessellate(output, 1.0);
            let tessellated = begun.elapsed();
            assert!(!meshes.is_empty());
            frames.push(drawn + tessellated);
            shapes.push(tessellated);
        }
        window.event(Event::PointerButton {
            pos: at(FRAMES),
            button: PointerButton::Primary,
            pressed: false,
            modifiers: Modifiers::NONE,
        });
        settle(&mut window);
        frames.sort();
        shapes.sort();
        let ms = |d: Duration| d.as_secs_f64() * 1000.0;
        println!(
            "{name}, {zoom} in view: median {:.2} ms a frame (tessellation {:.2}), 95 % below {:.2}, longest {:.2}",
            ms(frames[FRAMES / 2]),
            ms(shapes[FRAMES / 2]),
            ms(frames[FRAMES * 95 / 100]),
            ms(frames[FRAMES - 1])
        );
    }
}

/// A table of so many servers, scrolled by the wheel.
fn measure_servers(count: usize) {
    const FRAMES: usize = 300;
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample.blg"), folder.path().join("a.blg"))
        .unwrap();
    let start = Start::with(vec![folder.path().to_owned()], Box::new(Nobody));
    let mut window = Harness::builder().with_size([1280.0, 800.0]).build_eframe(move |cc| App::new(cc, start));
    settle(&mut window);
    let fleet = window.state_mut().state.fleet.as_mut().unwrap();
    let first = fleet.servers[0].clone();
    let servers = (0..count).map(|at| poolscope::fleet::Server { computer: format!("SRV{at:05}"), ..first.clone() });
    fleet.finish(servers.collect(), Vec::new());
    window.run_steps(3);
    let mut times = Vec::with_capacity(FRAMES);
    window.hover_at(pos2(600.0, 400.0));
    for _ in 0..FRAMES {
        window.event(Event::MouseWheel {
            unit: eframe::egui::MouseWheelUnit::Point,
            delta: eframe::egui::vec2(0.0, -300.0),
            phase: eframe::egui::TouchPhase::Move,
            source: eframe::egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
        let begun = Instant::now();
        window.step();
        times.push(begun.elapsed());
    }
    times.sort();
    let ms = |d: Duration| d.as_secs_f64() * 1000.0;
    println!(
        "{count} servers, scrolled: median {:.2} ms a frame, 95 % below {:.2}, longest {:.2}",
        ms(times[FRAMES / 2]),
        ms(times[FRAMES * 95 / 100]),
        ms(times[FRAMES - 1])
    );
}

fn main() {
    measure("2 lines of 1,000,000 samples", 1_000_000, 0);
    measure("20 lines of 100,000 samples", 100_000, 18);
    measure_servers(500);
    measure_servers(5000);
}
