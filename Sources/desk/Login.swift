internal import DeskKit

/// Who the desk is told that one is, where nobody says.
enum Login {
    /// - Throws: where the name is none that the protocol takes.
    static func name(_ wished: String?, environment: (String) -> String? = Environment.value) throws(UsageError) -> String {
        if let wished {
            guard isSlug(wished) else {
                throw UsageError("--as wants a name of a-z, 0-9, '.', '_' and '-', not '\(PlainText.ascii(wished, max: 80))'")
            }
            return wished
        }
        for name in ["LOGNAME", "USER"].compactMap(environment) where isSlug(name) { return name }
        return PeerCredentials.ownUser == 0 ? "root" : "uid-\(PeerCredentials.ownUser)"
    }

    static func isSlug(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, bytes.count <= 64, first != 0x2E, first != 0x5F, first != 0x2D else { return false }
        return bytes.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2E, 0x5F, 0x2D].contains($0) }
    }
}
