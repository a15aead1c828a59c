import Testing

/// What users of such desks complain of, by its number in the list that the desk was designed from.
extension Tag {
    @Tag static var u11: Self
}
