//! Stylus programs: validation, pricing, metering and host calls, without a chain.
