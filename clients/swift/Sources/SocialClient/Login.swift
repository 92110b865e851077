import CryptoKit
import Foundation

// Logging in, over HTTP. `base` is the service's address, such as https://example.com.

/// Send a code to a phone; shows the work that the service may ask for. Gives "sent", or the code
/// itself where the service runs with DEBUG; throws RpcError, URLError.
public func requestCode(_ base: URL, phone: String) async throws -> String {
    var reply = try await ask(base, "getcode", ["phone": phone])
    if let text = reply["challenge"]?["text"]?.string, let bits = reply["challenge"]?["bits"]?.int {
        let proof = await Task.detached { prove(text, bits) }.value
        reply = try await ask(base, "getcode", ["phone": phone, "proof": proof])
    }
    if let refusal = RpcError(reply) { throw refusal }
    switch reply["code"] {
    case .string(let code)?: return code
    case .int(let code)?: return String(code)
    default: return ""
    }
}

/// Log in with the code that the phone got; a new number gets an account.
public func login(_ base: URL, phone: String, code: String) async throws -> Session {
    try session(base, await ask(base, "PhoneLogin", ["phone": phone, "code": code]))
}

/// Log in with a password set by `user.set_password`; `name`: the phone or the nick.
public func login(_ base: URL, name: String, password: String) async throws -> Session {
    try session(base, await ask(base, "login", ["name": name, "psw": password]))
}

private struct LoggedIn: Codable {
    let sessionid: String
    let timeout: Int
    let ws: URL
    let wss: URL
}

private func session(_ base: URL, _ reply: JSON) throws -> Session {
    if let refusal = RpcError(reply) { throw refusal }
    let found: LoggedIn = try reply.decoded()
    let url = base.scheme == "https" ? found.wss : found.ws
    return Session(sessionid: found.sessionid, timeout: found.timeout, url: url)
}

/// As a form, so that no secret stands in an address.
private func ask(_ base: URL, _ path: String, _ form: [String: String]) async throws -> JSON {
    var request = URLRequest(url: base.appendingPathComponent(path), timeoutInterval: 30)
    request.httpMethod = "POST"
    request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
    let pairs = form.map { "\($0.key)=\(quoted($0.value))" }
    request.httpBody = Data(pairs.joined(separator: "&").utf8)
    return try JSON.read(await URLSession.shared.data(for: request).0)
}

private func quoted(_ text: String) -> String {
    var plain = CharacterSet(charactersIn: "a"..."z")
    plain.insert(charactersIn: "A"..."Z")
    plain.insert(charactersIn: "0"..."9")
    return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
}

/// `text:number` whose SHA-256 begins with so many zero bits.
private func prove(_ text: String, _ bits: Int) -> String {
    var number = 0
    while zeroBits(SHA256.hash(data: Data("\(text):\(number)".utf8))) < bits { number += 1 }
    return "\(text):\(number)"
}

private func zeroBits(_ hash: SHA256.Digest) -> Int {
    var bits = 0
    for byte in hash {
        bits += byte.leadingZeroBitCount
        if byte != 0 { break }
    }
    return bits
}
