//! Values with a stable code, the number that a standard gives them, and a name in both languages.

/// One of a fixed list of values, each with a code that is stored and exchanged.
pub trait Coded: Copy + PartialEq + Sized + 'static {
    /// Every value, in the order of the standard.
    const ALL: &'static [Self];

    /// Stable code, snake case.
    fn code(self) -> &'static str;

    /// Number in the standard's code list; empty where the lists at hand give none.
    fn number(self) -> &'static str;

    /// Chinese and English name.
    fn words(self) -> (&'static str, &'static str);

    /// From its stable code.
    fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.code() == code)
    }

    /// From the number of the standard's code list.
    fn from_number(number: &str) -> Option<Self> {
        let same = |value: &Self| !number.is_empty() && value.number() == number;
        Self::ALL.iter().copied().find(same)
    }
}

/// Declares an enum whose every variant has its code, its number and its words beside it.
macro_rules! coded {
    ($(#[$about:meta])* $name:ident {
        $($(#[$one:meta])* $variant:ident = $code:literal, $number:literal, $zh:literal, $en:literal;)*
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$one])* #[doc = concat!($zh, ".")] $variant,)*
        }

        impl $crate::items::coded::Coded for $name {
            const ALL: &'static [Self] = &[$($name::$variant),*];

            fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            fn number(self) -> &'static str {
                match self { $($name::$variant => $number),* }
            }

            fn words(self) -> (&'static str, &'static str) {
                match self { $($name::$variant => ($zh, $en)),* }
            }
        }
    };
}

pub(crate) use coded;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::authority::{BodyNature, Level, PowerSource};
    use crate::items::basis::LawRank;
    use crate::items::material::{MaterialForm, MaterialKind, MaterialSource, Trust};
    use crate::items::service::{Channel, Delivery, Reach, ServiceObject};
    use crate::items::{LimitUnit, ResultKind};

    fn each_is_found_again<T: Coded + std::fmt::Debug>() {
        for &value in T::ALL {
            assert_eq!(T::parse(value.code()), Some(value), "{value:?}");
            if !value.number().is_empty() {
                assert_eq!(T::from_number(value.number()), Some(value), "{value:?}");
            }
        }
        assert!(T::parse("").is_none() && T::from_number("").is_none());
    }

    #[test]
    fn no_two_values_of_a_list_share_a_code_or_a_number() {
        each_is_found_again::<Level>();
        each_is_found_again::<BodyNature>();
        each_is_found_again::<PowerSource>();
        each_is_found_again::<LawRank>();
        each_is_found_again::<MaterialSource>();
        each_is_found_again::<MaterialForm>();
        each_is_found_again::<MaterialKind>();
        each_is_found_again::<Trust>();
        each_is_found_again::<ServiceObject>();
        each_is_found_again::<Channel>();
        each_is_found_again::<Reach>();
        each_is_found_again::<Delivery>();
        each_is_found_again::<LimitUnit>();
        each_is_found_again::<ResultKind>();
    }
}
