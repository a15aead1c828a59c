/// Service levels: how long contacts may wait, and how long they have.
public struct ServiceBook: Sendable {
    public internal(set) var schedules = ScheduleBook()
    var shifts = Shifts()

    func write(to state: inout StateWriter) {
        schedules.write(to: &state)
        shifts.write(to: &state)
    }
}
