//! A release carries the built assets inside the binary: without them it does not compile.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    let built = "../../assets/dist/web";
    println!("cargo:rerun-if-changed={built}");
    assert!(
        std::path::Path::new(built).join("manifest.json").exists(),
        "the assets are not built: run `npm --prefix assets ci && npm --prefix assets run build`"
    );
}
