import Testing

/// What users of such desks complain of, by its number in the list that the desk was designed from.
extension Tag {
    @Tag static var u1: Self
    @Tag static var u2: Self
    @Tag static var u3: Self
    @Tag static var u4: Self
    @Tag static var u5: Self
    @Tag static var u6: Self
    @Tag static var u7: Self
    @Tag static var u8: Self
    @Tag static var u9: Self
    @Tag static var u10: Self
    @Tag static var u12: Self
    @Tag static var u13: Self
    @Tag static var u14: Self
    @Tag static var u15: Self
    @Tag static var u16: Self
    @Tag static var u17: Self
    @Tag static var u18: Self
    @Tag static var u19: Self
    @Tag static var u20: Self
    @Tag static var u21: Self
    @Tag static var u22: Self
    @Tag static var u23: Self
    @Tag static var u24: Self
    @Tag static var u25: Self
    @Tag static var u26: Self
    @Tag static var u27: Self
    @Tag static var u28: Self
}
