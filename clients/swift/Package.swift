// swift-tools-version:5.9
import PackageDescription

let package = Package(
    name: "SocialClient",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [.library(name: "SocialClient", targets: ["SocialClient"])],
    targets: [.target(name: "SocialClient")]
)
