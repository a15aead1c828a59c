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
