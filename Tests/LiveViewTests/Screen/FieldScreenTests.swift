// FieldScreenTests.swift: what messages look like when they are laid out, and fields in their columns.
import Testing

@testable import LiveView

@Suite("Golden screens of fields")
struct FieldScreenTests {
    private static let lines = [
        "cef":
            #"<134>Aug 29 14:03:21 fw CEF:0|Example|Gate|2.1|4711|port scan|7|src=203.0.113.9 dpt=22 msg=12 ports in 2 s, blocked act=drop"#,
        "pairs":
            "<4>Aug 29 14:03:21 fw kernel: [88123.2] DROP IN=eth0 OUT= SRC=203.0.113.9 DST=10.0.2.17 LEN=60 DF PROTO=TCP SPT=51122 SYN",
        "json":
            #"<11>1 2026-08-29T14:03:21.204+02:00 api-7 orders 4711 - [req@32473 id="9f3c" retry="2"] {"level":"error","status":500,"took_ms":1203.50,"user":{"id":7,"name":"Zoë","roles":["admin","audit"],"session":null},"ok":false,"tags":{},"error":"no route to host\n\tat connect (net.js:17)\n\tat \u001b[31mretry","query":"SELECT * FROM orders WHERE customer = 4711 AND state = 'open' ORDER BY created DESC LIMIT 50"}"#,
    ]

    private static func scene(_ name: String) -> Scene {
        var scene = Scene.network()
        scene.receive(lines[name]!, from: "10.0.2.17")
        scene.tick()
        return scene
    }

    @Test(
        "a message is laid out",
        arguments: [
            ("json", 80, 24), ("json", 140, 40), ("json", 60, 20), ("cef", 80, 24), ("pairs", 80, 24),
            ("pairs", 140, 40),
        ])
    func laidOut(name: String, columns: Int, rows: Int) {
        var scene = Self.scene(name)
        _ = scene.screen(columns, rows)
        scene.type(.enter, .tab, .tab, .tab)
        if name == "json" { for _ in 0..<11 { scene.type(.tab) } }
        GoldenScreen(scene.screen(columns, rows)).check("fields-\(name)-\(columns)x\(rows)")
    }

    @Test("fields stand in columns, below a row of titles", arguments: [(80, 24), (140, 40), (40, 10)])
    func columns(columns: Int, rows: Int) {
        var scene = Self.scene("json")
        for path in [("took_ms", 7), ("user.roles", 12), ("rt", 6)] {
            scene.model.state.fieldColumns.append(FieldColumn(path.0, width: path.1))
        }
        GoldenScreen(scene.screen(columns, rows)).check("fields-columns-\(columns)x\(rows)")
        scene.type("c")
        guard columns == 80 else { return }
        GoldenScreen(scene.screen(columns, rows)).check("fields-columns-box")
    }
}
