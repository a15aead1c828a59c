/// A unit of systemd, as contrib/systemd has it.
struct UnitText {
    let name: String
    let text: String

    /// For a deskd that lies somewhere else.
    func text(deskd: String) -> String { text.replacing("/usr/bin/deskd", with: deskd) }
}

enum UnitTexts {
    static let user: [UnitText] = []
    static let system: [UnitText] = []
    static let sysusers = """
        u desk - "Help-desk bus" /var/lib/desk
        g desk-admin -

        """
}
