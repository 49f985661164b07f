//! Columns of numbers, sent from one process to another as their bytes: `#[serde(with = "bulk")]`. One by one, a long log's
//! would take seconds.

use bytemuck::Pod;
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};
use std::fmt;
use std::marker::PhantomData;

struct Column<N>(PhantomData<N>);

impl<N: Pod> Visitor<'_> for Column<N> {
    type Value = Vec<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes of numbers")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<N>, E> {
        if !bytes.len().is_multiple_of(size_of::<N>()) {
            return Err(E::invalid_length(bytes.len(), &self));
        }
        Ok(bytemuck::pod_collect_to_vec(bytes))
    }
}

/// # Errors
/// As the serializer.
pub fn serialize<N: Pod, S: Serializer>(numbers: &[N], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytemuck::cast_slice(numbers))
}

/// # Errors
/// As the deserializer, and for bytes that are no whole numbers.
pub fn deserialize<'de, N: Pod, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<N>, D::Error> {
    deserializer.deserialize_bytes(Column(PhantomData))
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    struct Sent {
        #[serde(with = "super")]
        times: Vec<i64>,
        #[serde(with = "super")]
        values: Vec<f64>,
    }

    #[test]
    fn columns_arrive_bit_by_bit() {
        let values = vec![0.0, -0.0, f64::NAN, f64::INFINITY, 1e-310, 0.1];
        let sent = Sent { times: vec![i64::MIN, -1, 0, i64::MAX], values: values.clone() };
        let bytes = postcard::to_stdvec(&sent).expect("written");
        let read: Sent = postcard::from_bytes(&bytes).expect("read");
        let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!((read.times, bits(&read.values)), (sent.times, bits(&values)));
        // seven bytes are no number
        let broken = postcard::to_stdvec(&(&[0_u8; 7][..], &[0_u8; 8][..])).expect("written");
        assert!(postcard::from_bytes::<Sent>(&broken).is_err());
    }
}
