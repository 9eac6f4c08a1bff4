"""What each stage of the plan does: read inputs, call the module that knows how, name the outputs. Decides nothing."""
