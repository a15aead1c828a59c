/// One path of the site and what it does. Paths are names in a table: none of them reaches a file.
public struct HTTPRoute {
    public typealias Action = (HTTPRequest, HTTPExchange) -> Void

    let method: String
    let path: String
    let contentType: String?
    let bodyBytesMax: Int
    let servesOtherSites: Bool
    let action: Action

    /// `servesOtherSites`: pages of other sites may load it, as a script that is made to be embedded.
    public static func get(_ path: String, servesOtherSites: Bool = false, _ action: @escaping Action) -> HTTPRoute {
        HTTPRoute(method: "GET", path: path, contentType: nil, bodyBytesMax: 0, servesOtherSites: servesOtherSites, action: action)
    }

    /// `contentType` is compared exactly, parameters included: a form of another site cannot send one that is not a form's.
    public static func post(_ path: String, contentType: String, bodyBytesMax: Int, _ action: @escaping Action) -> HTTPRoute {
        HTTPRoute(method: "POST", path: path, contentType: contentType, bodyBytesMax: bodyBytesMax, servesOtherSites: false, action: action)
    }
}

/// Which requests are ours to answer: known by exact Host, exact Origin and a table of paths.
public struct HTTPSite {
    private let hosts: Set<[UInt8]>
    private let origins: Set<[UInt8]>
    private let routes: [HTTPRoute]

    /// `hosts` as `name:port` (or `name`) in lower case, `origins` as `scheme://name:port`.
    public init(hosts: [String], origins: [String], routes: [HTTPRoute]) {
        self.hosts = Set(hosts.map { Array($0.utf8) })
        self.origins = Set(origins.map { Array($0.utf8) })
        self.routes = routes
    }

    /// The route for a head, before any body is read.
    func route(for head: HTTPHead) throws(HTTPRejection) -> HTTPRoute {
        guard let host = head.value("host"), hosts.contains(host.map(HTTPBytes.lowered)) else {
            throw HTTPRejection(421, "This server does not answer for that Host. If a proxy is in front, name its address with --url.")
        }
        let atPath = routes.filter { $0.path.utf8.elementsEqual(head.target.path.utf8) }
        guard !atPath.isEmpty else { throw HTTPRejection(404, "There is nothing at that address.") }
        let wanted = head.method == "HEAD" ? "GET" : head.method
        guard let route = atPath.first(where: { $0.method == wanted }) else {
            throw HTTPRejection(405, "That address does not take this method.", allow: atPath.map(\.method).joined(separator: ", "))
        }
        try checkSite(head, route)
        if route.method == "POST" { try checkPost(head, route) }
        return route
    }

    /// A page of another site may make the visitor's browser ask; browsers say so in a field that scripts cannot set.
    private func checkSite(_ head: HTTPHead, _ route: HTTPRoute) throws(HTTPRejection) {
        guard !route.servesOtherSites, let site = head.value("sec-fetch-site") else { return }
        let isNavigation = head.value("sec-fetch-mode")?.elementsEqual("navigate".utf8) == true
        let isOurs = site.elementsEqual("same-origin".utf8) || site.elementsEqual("none".utf8)
        guard isOurs || isNavigation else { throw HTTPRejection(403, "Another site may not ask for this.") }
    }

    private func checkPost(_ head: HTTPHead, _ route: HTTPRoute) throws(HTTPRejection) {
        guard let origin = head.value("origin"), origins.contains(origin) else {
            throw HTTPRejection(403, "Only this site's own pages may send.")
        }
        guard let type = head.value("content-type"), type.elementsEqual((route.contentType ?? "").utf8) else {
            throw HTTPRejection(415, "The body must be \(route.contentType ?? "absent").")
        }
    }
}
