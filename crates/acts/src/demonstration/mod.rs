//! The demonstration centre (演示中心): a real district's catalogue, made-up people, and a few hundred cases.
