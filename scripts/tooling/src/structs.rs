//! Names for the structs of an ABI. The declaration's own ABI says only what they are made of.

use std::collections::BTreeMap;

use alloy_json_abi::{InternalType, JsonAbi, Param};
use alloy_sol_types::SolStruct;
use bursar_abi::{
    Agent, AgentRoom, Consent, Delegation, Period, Policy, Session, SharedRoom, Treasury,
    TreasuryLimits, Vendor, VendorEntry, Window,
};

/// Struct names by the names of their fields.
type Names = BTreeMap<Vec<String>, &'static str>;

/// `abi` with the name of every struct in it.
pub(crate) fn named(mut abi: JsonAbi) -> JsonAbi {
    let names = names();
    for function in abi.functions.values_mut().flatten() {
        name_all(&mut function.inputs, &names);
        name_all(&mut function.outputs, &names);
    }
    for event in abi.events.values_mut().flatten() {
        for input in &mut event.inputs {
            input.internal_type = internal_type(&input.ty, &input.components, &names);
            name_all(&mut input.components, &names);
        }
    }
    abi
}

fn name_all(params: &mut [Param], names: &Names) {
    for param in params {
        param.internal_type = internal_type(&param.ty, &param.components, names);
        name_all(&mut param.components, names);
    }
}

/// What Solidity would say of a parameter, if it is a struct or a list of them.
fn internal_type(ty: &str, components: &[Param], names: &Names) -> Option<InternalType> {
    let list = ty.strip_prefix("tuple")?;
    let fields: Vec<String> = components.iter().map(|field| field.name.clone()).collect();
    let name = names.get(&fields)?;
    Some(InternalType::Struct { contract: None, ty: format!("{name}{list}") })
}

fn names() -> Names {
    BTreeMap::from([
        name::<Agent>(),
        name::<AgentRoom>(),
        name::<Consent>(),
        name::<Delegation>(),
        name::<Period>(),
        name::<Policy>(),
        name::<Session>(),
        name::<SharedRoom>(),
        name::<Treasury>(),
        name::<TreasuryLimits>(),
        name::<Vendor>(),
        name::<VendorEntry>(),
        name::<Window>(),
    ])
}

/// The fields of a struct, read from its EIP-712 type, `Name(type field,type field)`.
fn name<T: SolStruct>() -> (Vec<String>, &'static str) {
    let root = T::eip712_root_type();
    let inside = root.split_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
    let field = |member: &str| member.rsplit(' ').next().unwrap_or_default().to_owned();
    (inside.split(',').map(field).collect(), T::NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_leaves_no_struct_without_a_name() {
        fn is_named(param: &Param) -> bool {
            let is_struct = param.ty.starts_with("tuple");
            param.internal_type.is_some() == is_struct && param.components.iter().all(is_named)
        }
        let abi = named(bursar_abi::IVault::abi::contract());
        for function in abi.functions() {
            let mut params = function.inputs.iter().chain(&function.outputs);
            assert!(params.all(is_named), "{}", function.signature());
        }
        for event in abi.events() {
            let all = event.inputs.iter().all(|input| {
                let is_struct = input.ty.starts_with("tuple");
                input.internal_type.is_some() == is_struct && input.components.iter().all(is_named)
            });
            assert!(all, "{}", event.signature());
        }
    }

    #[test]
    fn no_two_structs_are_made_of_the_same() {
        assert_eq!(names().len(), 13);
    }
}
