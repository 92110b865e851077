import Foundation

/// Any value of JSON.
public enum JSON: Codable, Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    public init(from decoder: Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let found = try? value.decode(Bool.self) {
            self = .bool(found)
        } else if let found = try? value.decode(Int.self) {
            self = .int(found)
        } else if let found = try? value.decode(Double.self) {
            self = .double(found)
        } else if let found = try? value.decode(String.self) {
            self = .string(found)
        } else if let found = try? value.decode([JSON].self) {
            self = .array(found)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    public func encode(to encoder: Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let found): try value.encode(found)
        case .int(let found): try value.encode(found)
        case .double(let found): try value.encode(found)
        case .string(let found): try value.encode(found)
        case .array(let found): try value.encode(found)
        case .object(let found): try value.encode(found)
        }
    }

    /// A key of an object.
    public subscript(key: String) -> JSON? {
        if case .object(let keys) = self { return keys[key] }
        return nil
    }

    public var int: Int? {
        if case .int(let found) = self { return found }
        return nil
    }

    public var string: String? {
        if case .string(let found) = self { return found }
        return nil
    }

    /// As an object of the protocol; unknown keys are ignored.
    public func decoded<T: Decodable>() throws -> T {
        try JSONDecoder().decode(T.self, from: JSONEncoder().encode(self))
    }

    static func read(_ data: Data) throws -> JSON {
        try JSONDecoder().decode(JSON.self, from: data)
    }

    static func encoded<T: Encodable>(_ value: T?) throws -> JSON? {
        try value.map { try read(JSONEncoder().encode($0)) }
    }

    /// The parameters that are not absent.
    static func given(_ keys: [String: JSON?]) -> [String: JSON] {
        keys.compactMapValues { $0 }
    }
}
