"""The roles and groups of people who make a show, as the Podcast Taxonomy Project names them (podcasttaxonomy.com)."""

GROUPS = (
    *("Creative Direction", "Cast", "Writing", "Audio Production", "Audio Post-Production", "Administration", "Visuals"),
    *("Community", "Misc.", "Video Production", "Video Post-Production"),
)
ROLES = (
    *("Director", "Assistant Director", "Executive Producer", "Senior Producer", "Producer", "Associate Producer"),
    *("Development Producer", "Creative Director", "Host", "Co-Host", "Guest Host", "Guest", "Voice Actor", "Narrator"),
    *("Announcer", "Reporter", "Author", "Editorial Director", "Co-Writer", "Writer", "Songwriter", "Guest Writer"),
    *("Story Editor", "Managing Editor", "Script Editor", "Script Coordinator", "Researcher", "Editor", "Fact Checker"),
    *("Translator", "Transcriber", "Logger", "Studio Coordinator", "Technical Director", "Technical Manager"),
    *("Audio Engineer", "Remote Recording Engineer", "Post Production Engineer", "Audio Editor", "Sound Designer"),
    *("Foley Artist", "Composer", "Theme Music", "Music Production", "Music Contributor", "Production Coordinator"),
    *("Booking Coordinator", "Production Assistant", "Content Manager", "Marketing Manager", "Sales Representative"),
    *("Sales Manager", "Graphic Designer", "Cover Art Designer", "Social Media Manager", "Consultant", "Intern"),
    *("Camera Operator", "Lighting Designer", "Camera Grip", "Assistant Camera", "Assistant Editor"),
)
