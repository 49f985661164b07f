//! Is a driver's file of any content read without harm, and is a tag counted as often as it is there?
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolscope::model::tag::Tag;
use poolscope::owners::image;

fuzz_target!(|input: &[u8]| {
    let Some((tag, bytes)) = input.split_first_chunk::<4>() else { return };
    let Some(found) = image::read(bytes, &[Tag(*tag), Tag(*b"NtFC")]) else { return };
    for (hits, tag) in found.hits.iter().zip([tag, b"NtFC"]) {
        let there = bytes.windows(4).filter(|w| w == tag).count();
        // bytes of sections that lie over one another count in each
        let counted = hits.operands + hits.constants + hits.text + hits.by_chance;
        assert!(there == 0 || counted > 0, "{there} in the file, {counted} counted");
    }
});
