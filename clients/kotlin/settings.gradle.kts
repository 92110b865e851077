rootProject.name = "social-client"
