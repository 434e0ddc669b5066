"""Placa's demo: a rendered camera, the real engine and a real Home Assistant.

It belongs to neither the app nor the integration, because it starts both as processes
and speaks to them from outside only, as their users do.
"""
