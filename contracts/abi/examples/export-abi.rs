//! Prints the vault's JSON ABI: `contracts/abi/vault.json` is its output.

fn main() -> Result<(), serde_json::Error> {
    let exported = serde_json::to_string_pretty(&bursar_abi::IVault::abi::contract())?;
    println!("{exported}");
    Ok(())
}
