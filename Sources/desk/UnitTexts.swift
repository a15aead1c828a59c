internal import DeskSystem

/// A unit of systemd, as contrib/systemd has it: a test compares them.
struct UnitText {
    let name: String
    let text: String

    /// For a deskd that lies somewhere else, and the adapters where it looks for them.
    func text(deskd: String) -> String {
        let directory = deskd.lastIndex(of: "/").map { String(deskd[..<$0]) } ?? "."
        let library = directory + "/../lib/desk"
        let adapters = PathFacts(at: library) != nil ? library : directory
        return deskd == Self.installed
            ? text : text.replacing(Self.installed, with: deskd).replacing("/usr/lib/desk/desk-%i", with: adapters + "/desk-%i")
    }

    private static let installed = "/usr/bin/deskd"
}

enum UnitTexts {
    /// What the units hide from the programs that they start.
    static func warnings(_ deskd: String, isSystem: Bool) -> [String] {
        let hidden = isSystem ? ["/root", "/home", "/run/user", "/tmp", "/var/tmp"] : ["/tmp", "/var/tmp"]
        guard let place = hidden.first(where: { deskd.utf8.starts(with: ($0 + "/").utf8) }) else { return [] }
        let why = isSystem ? "ProtectHome=yes and PrivateTmp=yes hide \(place) from it" : "\(place) is emptied at times"
        return ["The units start \(deskd), and \(why): install deskd, desk and the adapters elsewhere, as in /usr/local, and begin again."]
    }

    static let user: [UnitText] = [
        UnitText(
            name: "desk-adapter@.service",
            text: """
                # Without root: desk-adapter@webchat.service runs desk-webchat, with the arguments in ~/.config/desk/adapters/webchat.env, as
                # DESK_ARGUMENTS=--port 8080.
                [Unit]
                Description=Help desk adapter %i
                Documentation=man:desk-adapter(7)
                Wants=deskd.socket
                After=deskd.socket
                # It waits for the broker by itself, and for its service too.
                StartLimitIntervalSec=0

                [Service]
                Type=exec
                EnvironmentFile=-%E/desk/adapters/%i.env
                ExecStart=/usr/lib/desk/desk-%i --socket %t/desk/bus.sock $DESK_ARGUMENTS
                TimeoutStopSec=20
                Restart=on-failure
                RestartSec=5
                RestartPreventExitStatus=64 78

                NoNewPrivileges=yes
                LockPersonality=yes
                MemoryDenyWriteExecute=yes
                RestrictRealtime=yes
                RestrictSUIDSGID=yes
                SystemCallArchitectures=native
                SystemCallFilter=@system-service
                SystemCallErrorNumber=EPERM
                UMask=0077

                [Install]
                WantedBy=default.target

                """),
        UnitText(
            name: "deskd.service",
            text: """
                # Without root: one's own broker, which reads ~/.config/desk/desk.conf and keeps its data where that says. Adapters that it starts
                # itself have the network that everybody has. What of the system's unit needs name spaces is left out: in one of its own the broker
                # could not tell who somebody is.
                [Unit]
                Description=Help desk broker
                Documentation=man:deskd(8) man:desk.conf(5)
                Requires=deskd.socket
                After=deskd.socket

                [Service]
                Type=notify
                NotifyAccess=main
                ExecStart=/usr/bin/deskd --config %E/desk/desk.conf
                ExecReload=/bin/kill -HUP $MAINPID
                TimeoutStartSec=90
                TimeoutStopSec=60
                WatchdogSec=30
                KillMode=mixed
                Restart=on-failure
                RestartSec=1
                RestartPreventExitStatus=64 65 77 78

                NoNewPrivileges=yes
                LockPersonality=yes
                MemoryDenyWriteExecute=yes
                RestrictRealtime=yes
                RestrictSUIDSGID=yes
                SystemCallArchitectures=native
                SystemCallFilter=@system-service
                # Adapters that the broker starts give up what they do not need.
                SystemCallFilter=landlock_create_ruleset landlock_add_rule landlock_restrict_self
                SystemCallErrorNumber=EPERM
                UMask=0077

                [Install]
                WantedBy=default.target
                Also=deskd.socket

                """),
        UnitText(
            name: "deskd.socket",
            text: """
                # Without root: one's own broker. systemd keeps the socket while the broker is restarted: whoever connects waits.
                [Unit]
                Description=Help desk bus
                Documentation=man:deskd(8)

                [Socket]
                ListenStream=%t/desk/bus.sock
                FileDescriptorName=bus
                SocketMode=0600
                DirectoryMode=0700
                Backlog=4096
                RemoveOnStop=yes

                [Install]
                WantedBy=sockets.target

                """),
    ]

    static let system: [UnitText] = [
        UnitText(
            name: "desk-adapter@.service",
            text: """
                # An adapter that systemd starts: desk-adapter@webchat.service runs /usr/lib/desk/desk-webchat, with a user of its own.
                #
                # Its arguments are in /etc/desk/adapters/webchat.env, as DESK_ARGUMENTS=--port 8080. The broker knows it by its group:
                #     [role adapter]
                #     groups = desk-adapter
                # What it must keep secret belongs into a drop-in, LoadCredential=token:/etc/desk/credentials/webchat, and is then in the directory
                # that $CREDENTIALS_DIRECTORY names, which nobody else can read.
                [Unit]
                Description=Help desk adapter %i
                Documentation=man:desk-adapter(7)
                Wants=deskd-adapters.socket network-online.target
                After=deskd-adapters.socket network-online.target
                # It waits for the broker by itself, and for its service too.
                StartLimitIntervalSec=0

                [Service]
                Type=exec
                EnvironmentFile=-/etc/desk/adapters/%i.env
                ExecStart=/usr/lib/desk/desk-%i --socket /run/desk/adapters.sock $DESK_ARGUMENTS
                DynamicUser=yes
                Group=desk-adapter
                StateDirectory=desk-adapter/%i
                StateDirectoryMode=0700
                # What it has in hand is finished and reported first.
                TimeoutStopSec=20
                Restart=on-failure
                RestartSec=5
                # Wrong arguments, or a wrong configuration: trying again helps nobody.
                RestartPreventExitStatus=64 78

                NoNewPrivileges=yes
                CapabilityBoundingSet=
                AmbientCapabilities=
                DevicePolicy=closed
                KeyringMode=private
                LockPersonality=yes
                MemoryDenyWriteExecute=yes
                PrivateDevices=yes
                PrivateTmp=yes
                ProcSubset=pid
                ProtectClock=yes
                ProtectControlGroups=yes
                ProtectHome=yes
                ProtectHostname=yes
                ProtectKernelLogs=yes
                ProtectKernelModules=yes
                ProtectKernelTunables=yes
                ProtectProc=invisible
                ProtectSystem=strict
                RemoveIPC=yes
                RestrictNamespaces=yes
                RestrictRealtime=yes
                RestrictSUIDSGID=yes
                SystemCallArchitectures=native
                SystemCallFilter=@system-service
                SystemCallFilter=~@privileged @resources
                SystemCallErrorNumber=EPERM
                UMask=0077
                RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6

                [Install]
                WantedBy=multi-user.target

                """),
        UnitText(
            name: "deskd-adapters.socket",
            text: """
                # Where adapters connect that systemd starts. It is the same bus at another door: they are in no group that reps are in, and so
                # are nothing but adapters.
                [Unit]
                Description=Help desk bus, for adapters
                Documentation=man:deskd(8)

                [Socket]
                ListenStream=/run/desk/adapters.sock
                Service=deskd.service
                FileDescriptorName=bus
                SocketUser=root
                SocketGroup=desk-adapter
                SocketMode=0660
                DirectoryMode=0755
                Backlog=4096
                RemoveOnStop=yes

                [Install]
                WantedBy=sockets.target

                """),
        UnitText(
            name: "deskd-metrics.socket",
            text: """
                # Optional: where metrics are read, curl --unix-socket /run/desk/metrics.sock http://desk/metrics. Once it is enabled it is there from
                # the next boot on. A socket cannot join a broker that runs, so for having it at once:
                #     systemctl stop deskd.socket deskd-adapters.socket deskd.service; systemctl start deskd-metrics.socket deskd.service
                [Unit]
                Description=Help desk metrics
                Documentation=man:deskd(8)

                [Socket]
                ListenStream=/run/desk/metrics.sock
                Service=deskd.service
                FileDescriptorName=metrics
                SocketUser=root
                SocketGroup=desk
                SocketMode=0660
                DirectoryMode=0755
                RemoveOnStop=yes

                [Install]
                WantedBy=sockets.target

                """),
        UnitText(
            name: "deskd.service",
            text: """
                # The broker. It is started by the first connection to deskd.socket, or at boot, and reads /etc/desk/desk.conf.
                #
                # It has no network. Adapters that it starts itself (the [adapter NAME] sections) are its children and have none either: enough for
                # desk-echo, not for desk-webchat, desk-mail and the like. Choose one way for those:
                #   - let systemd start them: systemctl enable --now desk-adapter@webchat.service, and no [adapter webchat] section. Each then has a
                #     user of its own, and restarting the broker leaves it running. This is the better one.
                #   - let the broker start them, and give it a network: a drop-in with [Service], PrivateNetwork=no, IPAddressDeny= and
                #     RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 (systemctl edit deskd.service).
                [Unit]
                Description=Help desk broker
                Documentation=man:deskd(8) man:desk.conf(5)
                Requires=deskd.socket
                After=deskd.socket

                [Service]
                Type=notify
                NotifyAccess=main
                ExecStart=/usr/bin/deskd --config /etc/desk/desk.conf
                ExecReload=/bin/kill -HUP $MAINPID
                Sockets=deskd.socket deskd-adapters.socket
                User=desk
                Group=desk
                StateDirectory=desk
                StateDirectoryMode=0700
                # It says itself how far the replay of a long journal is, and is waited for as long as it does.
                TimeoutStartSec=90
                TimeoutStopSec=60
                WatchdogSec=30
                # Adapters that it started are its own to end; it gives them the time that they need.
                KillMode=mixed
                Restart=on-failure
                RestartSec=1
                # Wrong arguments, a damaged journal, no permission, a wrong configuration: trying again helps nobody.
                RestartPreventExitStatus=64 65 77 78
                LimitNOFILE=65536

                # Never PrivateUsers=yes: every peer would seem to be nobody, and who somebody is comes from the kernel here.
                NoNewPrivileges=yes
                CapabilityBoundingSet=
                AmbientCapabilities=
                DevicePolicy=closed
                IPAddressDeny=any
                KeyringMode=private
                LockPersonality=yes
                MemoryDenyWriteExecute=yes
                PrivateDevices=yes
                PrivateNetwork=yes
                PrivateTmp=yes
                ProcSubset=pid
                ProtectClock=yes
                ProtectControlGroups=yes
                ProtectHome=yes
                ProtectHostname=yes
                ProtectKernelLogs=yes
                ProtectKernelModules=yes
                ProtectKernelTunables=yes
                ProtectProc=invisible
                ProtectSystem=strict
                RemoveIPC=yes
                RestrictAddressFamilies=AF_UNIX
                RestrictNamespaces=yes
                RestrictRealtime=yes
                RestrictSUIDSGID=yes
                SystemCallArchitectures=native
                SystemCallFilter=@system-service
                SystemCallFilter=~@privileged @resources
                # Adapters that the broker starts give up what they do not need.
                SystemCallFilter=landlock_create_ruleset landlock_add_rule landlock_restrict_self
                SystemCallErrorNumber=EPERM
                UMask=0077

                [Install]
                WantedBy=multi-user.target
                Also=deskd.socket deskd-adapters.socket

                """),
        UnitText(
            name: "deskd.socket",
            text: """
                # Where adapters, reps and admins connect. systemd keeps the socket while the broker is restarted: whoever connects waits.
                # Members of the group desk may connect; what each may do is in /etc/desk/desk.conf.
                [Unit]
                Description=Help desk bus
                Documentation=man:deskd(8)

                [Socket]
                ListenStream=/run/desk/bus.sock
                FileDescriptorName=bus
                SocketUser=root
                SocketGroup=desk
                SocketMode=0660
                DirectoryMode=0755
                Backlog=4096
                RemoveOnStop=yes

                [Install]
                WantedBy=sockets.target

                """),
    ]

    static let sysusers = """
        # The broker's user, whose group may connect; who is an admin; adapters that systemd starts.
        u desk - "Help desk broker" /var/lib/desk
        g desk-admin - -
        g desk-adapter - -

        """
}
