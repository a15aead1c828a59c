import DeskBroker
import DeskCore
import DeskSystem
import Testing

@testable import deskd

@Suite("The logins of those who connect")
struct LoginsTests {
    @Test("an answer is kept, that there is none as well; that nobody could be asked is not")
    func kept() {
        var asked = 0
        var logins = Logins { user throws(SystemError) in
            asked += 1
            if asked == 1 { throw SystemError("getpwuid", code: 5, nil) }
            return user == 7 ? "ana" : nil
        }
        #expect(logins.login(of: 7) == nil)
        #expect(logins.login(of: 7) == Slug("ana"))
        #expect(logins.login(of: 7) == Slug("ana"))
        #expect(asked == 2)
        for _ in 0..<3 { #expect(logins.login(of: 8) == nil) }
        #expect(asked == 3)
    }
}

@Suite("Users and groups in the configuration")
struct PrincipalTests {
    // From a review: whoever is called 1000 and is user 1005 got nothing, user 1000 got it, and nobody was told.
    @Test(
        "digits alone are a number, and it is said where somebody else is called by them",
        arguments: [
            ("1000", 1_005, 1_000, 1_005), ("1000", 1_000, 1_000, nil), ("1000", nil, 1_000, nil), ("ana", 1_005, 1_005, nil),
            ("007", 9, 7, 9),
        ] as [(String, UInt32?, UInt32, UInt32?)])
    func digits(_ name: String, _ known: UInt32?, _ number: UInt32, _ namesake: UInt32?) throws {
        let principal = try SettingValue.principal(name, "user") { _ in known }
        #expect(principal.number == number && principal.namesake == namesake)
        #expect((principal.warning == nil) == (namesake == nil))
    }

    @Test("a number holds while nobody can be asked for logins")
    func away() throws {
        let principal = try SettingValue.principal("1000", "user") { _ throws(SystemError) in throw SystemError("getpwnam", code: 5) }
        #expect(principal == Principal(number: 1_000, name: "1000"))
    }
}
