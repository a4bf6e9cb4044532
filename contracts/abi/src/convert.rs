//! Between the ABI's structs and the types of `bursar-policy`.
