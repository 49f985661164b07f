//! Decimals as in text logs, `12.345`, of up to nineteen digits: converted to the nearest double, like the standard
//! library does, in a third of the time. Others are left to a library.
//!
//! Eight digits are read in one word. The double is computed with one multiplication by a 128-bit power of five (Lemire
//! 2021, *Number parsing at a gigabyte per second*).

use super::super::limits;

/// Any number of this many digits fits into 64 bits.
const DIGITS: usize = 19;

/// 5^-n as 128 bits, the highest of them set, rounded up; by n.
const FIFTHS: [u128; DIGITS + 1] = {
    let mut all = [0; DIGITS + 1];
    let (mut n, mut divisor) = (1, 5_u128);
    while n <= DIGITS {
        let (mut rest, mut quotient) = (1_u128, 0_u128);
        while quotient >> 127 == 0 {
            rest <<= 1;
            let bit = (rest >= divisor) as u128;
            rest -= bit * divisor;
            quotient = quotient << 1 | bit;
        }
        all[n] = quotient + 1;
        (n, divisor) = (n + 1, divisor * 5);
    }
    all
};

/// `number` / 10^`fraction` as the nearest double; for up to nineteen digits after the point.
#[inline(always)]
fn scaled(number: u64, fraction: usize) -> f64 {
    const EXPLICIT: u32 = 52;
    const BIAS: i32 = 1023;
    if number == 0 || fraction == 0 {
        return number as f64;
    }
    let zeros = number.leading_zeros();
    let normal = u128::from(number << zeros);
    let fifths = FIFTHS[fraction];
    let mut product = normal * (fifths >> 64);
    // the lower half of the power matters only if the upper one leaves the result open
    let open = u64::MAX >> (EXPLICIT + 3);
    if (product >> 64) as u64 & open == open {
        product += (normal * (fifths & u128::from(u64::MAX))) >> 64;
    }
    let (high, low) = ((product >> 64) as u64, product as u64);
    let upper = (high >> 63) as u32;
    let shift = upper + 64 - EXPLICIT - 3;
    let mut mantissa = high >> shift;
    // halfway between two doubles: to the even one
    if low <= 1 && fraction <= 4 && mantissa & 3 == 1 && mantissa << shift == high {
        mantissa -= 1;
    }
    mantissa = (mantissa + (mantissa & 1)) >> 1;
    // the binary logarithm of a power of ten, adjusted by the shifts
    let log2 = (-217_706 * fraction as i32) >> 16;
    let exponent = log2 + 63 + upper as i32 - zeros as i32 + BIAS;
    // a mantissa that was rounded up to the next power of two carries into the exponent
    f64::from_bits((((exponent - 1) as u64) << EXPLICIT).wrapping_add(mantissa))
}

/// How many of eight bytes are digits before the first other byte, and their value: they are moved to the end of the
/// word, with zeros before them, and summed in pairs, fours and eights.
#[inline(always)] // half the time of reading a text log is spent here
fn eight(bytes: [u8; 8]) -> (usize, u64) {
    // a digit becomes its value, anything else more than 9
    let word = u64::from_le_bytes(bytes) ^ 0x3030_3030_3030_3030;
    let more = (word & 0x7F7F_7F7F_7F7F_7F7F) + 0x7676_7676_7676_7676;
    let others = (more | word) & 0x8080_8080_8080_8080;
    let count = others.trailing_zeros() as usize / 8;
    // in two steps, because the shift is by 64 bits if there is no digit
    let word = word << (32 - 4 * count) << (32 - 4 * count);
    let pairs = (word * 10 + (word >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    (count, (fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF)
}

/// Adds the digits at the head of `text` to `number`; returns how many there were.
#[inline(always)]
fn digits(text: &[u8], number: &mut u64) -> usize {
    const WHOLE_TENS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
    let mut at = 0;
    // two words at a time: neither waits for the other
    while let Some(sixteen) = text.get(at..).and_then(|rest| rest.as_chunks::<8>().0.first_chunk::<2>()) {
        let ((count, first), (more, second)) = (eight(sixteen[0]), eight(sixteen[1]));
        *number = number.wrapping_mul(WHOLE_TENS[count]).wrapping_add(first);
        if count < 8 {
            return at + count;
        }
        *number = number.wrapping_mul(WHOLE_TENS[more]).wrapping_add(second);
        at += 8 + more;
        if more < 8 {
            return at;
        }
    }
    while let Some(digit) = text.get(at).map(|b| b.wrapping_sub(b'0')).filter(|d| *d < 10) {
        *number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    at
}

/// The unsigned number at the head of `text`, and its length; `None` if there is none, or it is too large.
#[inline]
pub fn unsigned(text: &[u8]) -> Option<(f64, usize)> {
    let mut number = 0;
    let whole = digits(text, &mut number);
    let (mut length, mut fraction) = (whole, 0);
    if text.get(whole) == Some(&b'.') {
        fraction = digits(&text[whole + 1..], &mut number);
        length += 1 + fraction;
    }
    let has_exponent = matches!(text.get(length), Some(b'e' | b'E'));
    if whole > 0 && whole + fraction <= DIGITS && !has_exponent {
        return Some((scaled(number, fraction), length));
    }
    text.first().filter(|b| b.is_ascii_digit())?;
    fast_float2::parse_partial(text).ok().filter(|(value, _): &(f64, usize)| *value <= limits::NUMBER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str) {
        let expected: f64 = text.parse().expect("a number");
        let (value, length) = unsigned(text.as_bytes()).expect(text);
        assert_eq!((value.to_bits(), length), (expected.to_bits(), text.len()), "{text}: {value} for {expected}");
    }

    #[test]
    fn numbers_are_the_nearest_doubles() {
        let mut random = 7u64;
        let mut next = || {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            random
        };
        for _ in 0..300_000 {
            let (number, point) = (next() >> (next() % 60), next() as usize % 21);
            let digits = format!("{number:0>20}");
            let (whole, fraction) = digits.split_at(20 - point);
            check(&format!("{}.{fraction}0", whole.trim_start_matches('0').parse::<u64>().unwrap_or(0)));
        }
    }

    /// Halfway between two doubles, and one unit of the last digit to either side.
    #[test]
    fn numbers_halfway_between_doubles_go_to_the_even_one() {
        for exponent in 0..10 {
            for odd in 0..200_u64 {
                let halfway = ((1 << 53) + odd) * 2 + 1;
                // halves, quarters, … have one decimal for each halving
                let scaled = u128::from(halfway) * 5_u128.pow(exponent);
                for near in [scaled - 1, scaled, scaled + 1] {
                    let digits = near.to_string();
                    let (whole, fraction) = digits.split_at(digits.len() - exponent as usize);
                    check(&format!("{whole}.{fraction}"));
                }
            }
        }
    }

    #[test]
    fn lengths_and_other_numbers() {
        for text in ["0", "0.0", "12345678", "0000000000000000001", "9007199254740993", "99999999999999999999", "1.5e3"]
        {
            check(text);
        }
        for (text, length) in [("1.5\"", 3), ("12,", 2), ("1.", 2), ("1.5e", 3), ("7x", 1)] {
            assert_eq!(unsigned(text.as_bytes()).map(|(_, length)| length), Some(length), "{text}");
        }
        for other in ["", ".5", "-1", "+1", "nan", "inf", "1e31"] {
            assert_eq!(unsigned(other.as_bytes()), None, "{other}");
        }
        for eight in ["1234567/", "1234567:", "a2345678", "1234\u{e9}678", "........"] {
            let mut number = 0;
            let found = digits(eight.as_bytes(), &mut number);
            assert_eq!(found, eight.bytes().take_while(u8::is_ascii_digit).count(), "{eight}");
        }
    }

    proptest! {
        #[test]
        fn any_double_written_in_full_is_read_back(value in 0.0..1e18_f64, digits in 0..18_usize) {
            check(&format!("{value:.digits$}"));
            check(&format!("{value}"));
        }
    }
}
